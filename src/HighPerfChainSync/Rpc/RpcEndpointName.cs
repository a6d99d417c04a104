namespace HighPerfChainSync.Rpc;

/// <summary>What may be printed of an endpoint: scheme, host and port, and the parts of the path that cannot be a key.</summary>
/// <remarks>Providers put keys into the path, the query and the user information; nodes repeat them in their error texts. Immutable; thread: any.</remarks>
internal sealed class RpcEndpointName
{
    private const string Mask = "***";

    /// <summary>Shorter segments are words such as <c>v3</c> or <c>ext</c>; keys are longer.</summary>
    private const int KeyLength = 12;

    /// <summary>Shorter secrets would blank out ordinary words of a message.</summary>
    private const int ScrubLength = 6;

    private readonly List<string> _secrets = [];

    public RpcEndpointName(RpcEndpointOptions options)
    {
        Uri url = options.Url;
        Text = url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + MaskPath(url.AbsolutePath);
        if (url.Query.Length > 0)
        {
            Text += "?" + Mask;
            foreach (string part in url.Query.Split('?', '&', '='))
                AddSecret(part);
        }

        foreach (string part in url.UserInfo.Split(':'))
            AddSecret(part);
        AddSecret(options.BearerToken ?? "");
        foreach (string value in options.Headers.Values)
            AddSecret(value);
    }

    private RpcEndpointName(string text) => Text = text;

    /// <summary>Stands for the endpoint of a batch that was not sent.</summary>
    public static RpcEndpointName None { get; } = new("(no endpoint)");

    /// <summary>The endpoint without credentials.</summary>
    public string Text { get; }

    /// <summary>Removes the endpoint's credentials from a text that came from outside.</summary>
    public string Scrub(string text)
    {
        foreach (string secret in _secrets)
            text = text.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private string MaskPath(string path)
    {
        string[] segments = path.TrimEnd('/').Split('/');
        for (int i = 1; i < segments.Length; i++)
        {
            bool isLast = i == segments.Length - 1;
            if (!isLast && segments[i].Length < KeyLength) continue;
            AddSecret(segments[i]);
            segments[i] = Mask;
        }

        return string.Join('/', segments);
    }

    private void AddSecret(string secret)
    {
        if (secret.Length < ScrubLength) return;
        _secrets.Add(secret);
        string plain = Uri.UnescapeDataString(secret);
        if (plain.Length >= ScrubLength && plain != secret) _secrets.Add(plain);
    }
}
