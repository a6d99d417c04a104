namespace HighPerfChainSync.Rpc;

/// <summary>How one JSON-RPC endpoint is reached, and how much may be asked of it.</summary>
public sealed record RpcEndpointOptions
{
    /// <summary>Address, http or https. User information becomes basic authentication and is never printed.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// WebSocket of the same node, ws or wss, that announces new blocks (<c>eth_subscribe</c>, <c>newHeads</c>), so that they are found sooner; null
    /// finds them by polling alone. Credentials, headers and TLS are as for <see cref="Url"/>; user information in the address takes their place.
    /// </summary>
    public Uri? WebSocket { get; init; }

    /// <summary>HTTP version.</summary>
    public HttpVersionChoice Http { get; init; } = HttpVersionChoice.Auto;

    /// <summary>Calls in one batch at most; 1 sends single calls.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Requests under way at once.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Calls a second at most; null is no limit.</summary>
    public double? CallsPerSecond { get; init; }

    /// <summary>Bearer token for the Authorization header.</summary>
    public string? BearerToken { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>PEM file with the certificate authorities to trust instead of the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Accepts any server certificate.</summary>
    public bool InsecureTls { get; init; }

    /// <summary>Asks for gzip. Off by default: on a local network it costs more than it saves.</summary>
    public bool Gzip { get; init; }

    /// <summary>Time for one request, from the first byte sent to the last byte read; it begins anew when an answer had to wait for memory.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of one answer that are accepted, after decompression.</summary>
    public long MaxResponseBytes { get; init; } = 64L << 20;

    /// <summary>First pause before a retry; it doubles, with jitter, up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before a retry, unless the endpoint asks for more with Retry-After.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(20);
}
