using System.Globalization;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks how a node is reached.</summary>
internal static class RpcSettingsReader
{
    private const int MaxBatch = 1000;
    private const int MaxConcurrency = 256;
    private static readonly RpcEndpointOptions s_defaults = new() { Url = new Uri("http://localhost:8545") };

    /// <summary>Reads an endpoint; null when it has no usable address.</summary>
    public static RpcEndpointOptions? Read(SettingsSection section)
    {
        Uri? url = section.Parse<Uri?>("Url", null, ParseUrl);
        if (url is null && section.Text("Url") is null) section.Problem("Url", "the address of the node is missing.");
        string? bearer = section.Parse<string?>("Bearer", null, ParseHeaderValue);
        if (bearer is not null && url?.UserInfo.Length > 0)
            section.Problem("Bearer", "the address has a user and a password already: use one of the two.");

        string? caFile = section.Text("CaFile");
        if (caFile is not null && !File.Exists(caFile)) section.Problem("CaFile", $"there is no file '{caFile}'.");
        var options = new RpcEndpointOptions
        {
            Url = url ?? s_defaults.Url,
            Http = section.Choice(
                "Http",
                HttpVersionChoice.Auto,
                ("auto", HttpVersionChoice.Auto), ("1", HttpVersionChoice.Http1), ("2", HttpVersionChoice.Http2)),
            BatchSize = section.Integer("Batch", s_defaults.BatchSize, 1, MaxBatch),
            Concurrency = section.Integer("Concurrency", s_defaults.Concurrency, 1, MaxConcurrency),
            CallsPerSecond = section.Parse<double?>("Rate", null, ParseRate),
            BearerToken = bearer,
            Headers = ReadHeaders(section),
            CaFile = caFile,
            InsecureTls = section.Flag("Insecure"),
            Gzip = section.Flag("Gzip"),
            Timeout = section.Parse("Timeout", s_defaults.Timeout, UnitText.ParseTime),
            ConnectTimeout = section.Parse("ConnectTimeout", s_defaults.ConnectTimeout, UnitText.ParseTime),
        };
        section.RefuseUnknown();
        return url is null ? null : options;
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

    private static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate > 0
            ? rate
            : throw new FormatException($"'{text}' is not a number of calls a second above 0.");
}
