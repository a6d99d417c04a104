using System.Net;
using System.Net.Http.Headers;

namespace HighPerfChainSync.Rpc;

/// <summary>Makes the HTTP requests of an endpoint: version, address without user information, credentials, headers. Immutable; thread: any.</summary>
internal sealed class RpcRequestFactory
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly Uri _url;
    private readonly Version _version;
    private readonly HttpVersionPolicy _policy;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly KeyValuePair<string, string>[] _headers;

    public RpcRequestFactory(RpcEndpointOptions options)
    {
        _url = new UriBuilder(options.Url) { UserName = "", Password = "" }.Uri;
        _authorization = Authorize(options);
        _headers = [.. options.Headers];
        bool isTls = _url.Scheme == Uri.UriSchemeHttps;
        (_version, _policy) = options.Http switch
        {
            HttpVersionChoice.Http2 => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact),
            HttpVersionChoice.Auto when isTls => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower),
            _ => (HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower),
        };
    }

    /// <summary>Makes a request; the body is not copied and must stay until the answer is there.</summary>
    public HttpRequestMessage Create(ReadOnlyMemory<byte> body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Version = _version,
            VersionPolicy = _policy,
            Content = new ReadOnlyMemoryContent(body),
        };
        message.Content.Headers.ContentType = s_json;
        message.Headers.Authorization = _authorization;
        foreach ((string name, string value) in _headers)
        {
            if (message.Headers.TryAddWithoutValidation(name, value)) continue;
            message.Content.Headers.Remove(name);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>The credentials of an endpoint; null when it has none.</summary>
    internal static AuthenticationHeaderValue? Authorize(RpcEndpointOptions options)
    {
        if (options.BearerToken is string token) return new AuthenticationHeaderValue("Bearer", token);
        if (options.Url.UserInfo.Length == 0) return null;
        string user = Uri.UnescapeDataString(options.Url.UserInfo);
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(TextEncoding.UTF8.GetBytes(user)));
    }
}
