using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>An endpoint failed, or answered a call with an error. The message says what was asked, of whom, and the node's own words.</summary>
public sealed class RpcException : ChainSyncException
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What, where and what to do; without credentials.</param>
    /// <param name="endpoint">The endpoint, without credentials.</param>
    /// <param name="method">The JSON-RPC method.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public RpcException(ChainSyncError error, string message, string endpoint, string method, Exception? innerException = null)
        : base(error, message, innerException)
    {
        Endpoint = endpoint;
        Method = method;
    }

    /// <summary>The endpoint, without user information, query and the parts of the path that may be a key.</summary>
    public string Endpoint { get; }

    /// <summary>The JSON-RPC method that was called.</summary>
    public string Method { get; }

    /// <summary>The block that was asked for, where the call was about one.</summary>
    public ulong? BlockNumber { get; init; }

    /// <summary>The code of the JSON-RPC error object (JSON-RPC 2.0, section 5.1), where the node sent one.</summary>
    public int? NodeCode { get; init; }

    /// <summary>What the node said, at most 500 characters, control characters replaced.</summary>
    public string? NodeMessage { get; init; }

    /// <summary>The HTTP status, where an answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the endpoint asked to wait: <c>Retry-After</c>, or what the error object said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
