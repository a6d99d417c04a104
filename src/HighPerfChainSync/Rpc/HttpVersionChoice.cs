namespace HighPerfChainSync.Rpc;

/// <summary>Which HTTP an endpoint is spoken to with.</summary>
public enum HttpVersionChoice
{
    /// <summary>https: what ALPN agrees on; http: HTTP/1.1.</summary>
    Auto = 0,

    /// <summary>HTTP/1.1.</summary>
    Http1 = 1,

    /// <summary>HTTP/2; over http by prior knowledge (h2c).</summary>
    Http2 = 2,
}
