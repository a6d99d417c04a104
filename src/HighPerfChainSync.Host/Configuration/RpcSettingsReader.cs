using System.Globalization;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks how a node is reached.</summary>
internal static class RpcSettingsReader
{
    private const int MaxBatch = 1000;
    private const int MaxConcurrency = 256;
    private const int MaxEndpoints = 64;
    private static readonly RpcEndpointOptions s_defaults = new() { Url = new Uri("http://localhost:8545") };

    /// <summary>
    /// Reads the endpoints: the section's own address and those of its list. What the section says of the others too, they need not repeat;
    /// credentials, headers and the WebSocket are of one endpoint alone: a secret goes to nobody that it was not meant for.
    /// </summary>
    /// <returns>The endpoints with usable addresses.</returns>
    public static List<RpcEndpointOptions> Read(SettingsSection section)
    {
        var endpoints = new List<RpcEndpointOptions>();
        bool hasUrl = section.Text("Url") is not null;
        RpcEndpointOptions common = ReadEndpoint(section, s_defaults, out Uri? first);
        if (first is not null) endpoints.Add(common);
        bool hasList = false;
        foreach (SettingsSection other in section.List("Endpoints"))
        {
            hasList = true;
            RpcEndpointOptions endpoint = ReadEndpoint(other, common, out Uri? url);
            other.RefuseUnknown();
            if (url is not null) endpoints.Add(endpoint);
            else if (other.Text("Url") is null) other.Problem("Url", "the address of the node is missing.");
        }

        section.RefuseUnknown();
        if (!hasUrl && !hasList) section.Problem("Url", "the address of the node is missing.");
        if (!hasUrl && (common.BearerToken is not null || common.Headers.Count > 0 || common.WebSocket is not null))
            section.Problem("Url", "a token, headers or a WebSocket are given for this address, but it is missing; those of the others stand beside theirs.");
        RefuseTwice(section, endpoints);
        return endpoints;
    }

    private static RpcEndpointOptions ReadEndpoint(SettingsSection section, RpcEndpointOptions common, out Uri? url)
    {
        url = section.Parse<Uri?>("Url", null, ParseUrl);
        string? bearer = section.Parse<string?>("Bearer", null, ParseHeaderValue);
        if (bearer is not null && url?.UserInfo.Length > 0)
            section.Problem("Bearer", "the address has a user and a password already: use one of the two.");

        string? caFile = section.Text("CaFile");
        if (caFile is not null && !File.Exists(caFile)) section.Problem("CaFile", $"there is no file '{caFile}'.");
        return new RpcEndpointOptions
        {
            Url = url ?? s_defaults.Url,
            WebSocket = section.Parse<Uri?>("WebSocket", null, ParseWebSocket),
            Http = section.Choice(
                "Http",
                common.Http,
                ("auto", HttpVersionChoice.Auto), ("1", HttpVersionChoice.Http1), ("2", HttpVersionChoice.Http2)),
            BatchSize = section.Integer("Batch", common.BatchSize, 1, MaxBatch),
            Concurrency = section.Integer("Concurrency", common.Concurrency, 1, MaxConcurrency),
            CallsPerSecond = section.Parse("Rate", common.CallsPerSecond, ParseRate),
            BearerToken = bearer,
            Headers = ReadHeaders(section),
            CaFile = caFile ?? common.CaFile,
            InsecureTls = section.Flag("Insecure", common.InsecureTls),
            Gzip = section.Flag("Gzip", common.Gzip),
            Timeout = section.Parse("Timeout", common.Timeout, UnitText.ParseTime),
            ConnectTimeout = section.Parse("ConnectTimeout", common.ConnectTimeout, UnitText.ParseTime),
        };
    }

    private static void RefuseTwice(SettingsSection section, List<RpcEndpointOptions> endpoints)
    {
        if (endpoints.Count > MaxEndpoints) section.Problem("Endpoints", $"{endpoints.Count} endpoints are more than {MaxEndpoints}.");
        var urls = new HashSet<Uri>();
        foreach (RpcEndpointOptions endpoint in endpoints)
        {
            if (!urls.Add(endpoint.Url)) section.Problem("Endpoints", $"two endpoints have the same address at '{endpoint.Url.Host}': name each once.");
        }
    }

    private static Dictionary<string, string> ReadHeaders(SettingsSection section)
    {
        Dictionary<string, string> headers = section.Map("Headers");
        foreach ((string name, string value) in headers)
        {
            bool plainName = true;
            foreach (char c in name) plainName &= char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
            // The value may be a secret: the message does not repeat it.
            if (!plainName || !IsHeaderValue(value)) section.Problem("Headers:" + name, "not a legal HTTP header.");
        }

        return headers;
    }

    private static string ParseHeaderValue(string text) =>
        IsHeaderValue(text) ? text : throw new FormatException("not a legal value of an HTTP header.");

    private static bool IsHeaderValue(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~') return false;
        }

        return true;
    }

    private static Uri? ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
            throw new FormatException("not an address: use http://host:port or https://host/path.");
        return url.Scheme is "http" or "https"
            ? url
            : throw new FormatException($"'{url.Scheme}' is not supported: use http or https.");
    }

    private static Uri? ParseWebSocket(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
            throw new FormatException("not an address: use ws://host:port or wss://host/path.");
        return url.Scheme is "ws" or "wss"
            ? url
            : throw new FormatException($"'{url.Scheme}' is not supported: use ws or wss.");
    }

    private static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate > 0
            ? rate
            : throw new FormatException($"'{text}' is not a number of calls a second above 0.");
}
