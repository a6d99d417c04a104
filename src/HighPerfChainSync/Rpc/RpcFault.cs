using System.Globalization;
using System.Text;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Why a call has no usable result: what an <see cref="RpcException"/> is made of when somebody wants to see one.</summary>
/// <param name="Error">What went wrong.</param>
/// <param name="Reason">The same in words, a clause without full stop.</param>
internal sealed record RpcFault(ChainSyncError Error, string Reason)
{
    private const int InvalidParams = -32602;

    /// <summary>Code of the JSON-RPC error object.</summary>
    public int? NodeCode { get; init; }

    /// <summary>The node's own words.</summary>
    public string? NodeMessage { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the endpoint asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The number of calls that the endpoint named as its limit.</summary>
    public int? NamedLimit { get; init; }

    /// <summary>The exception behind it.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Whether it was said of the whole request, so that a call alone may fare better.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether the node refused the form of the parameters (JSON-RPC 2.0, section 5.1).</summary>
    public bool IsInvalidParams => NodeCode == InvalidParams;

    /// <summary>Whether the answer, or what asks for it, is larger than one side takes.</summary>
    public bool IsSizeLimit => Error is ChainSyncError.RpcLimit or ChainSyncError.RpcResponseTooLarge;

    /// <summary>Whether the node answered this very call, so that asking it the same again is the caller's decision.</summary>
    public bool IsAnswer => Error
        is ChainSyncError.RpcMethodNotFound or ChainSyncError.RpcNotFound or ChainSyncError.RpcPruned or ChainSyncError.RpcNodeError
        or ChainSyncError.Decode or ChainSyncError.InconsistentData or ChainSyncError.Internal
        || (Error == ChainSyncError.RpcUnauthorized && HttpStatus is null);

    /// <summary>Describes it as the failure of one call; the endpoint's credentials are taken out of all words.</summary>
    public RpcException ToException(RpcEndpointName endpoint, string method, ulong? block) =>
        new(Error, Describe(endpoint, method, block), endpoint.Text, method, Cause)
        {
            BlockNumber = block,
            NodeCode = NodeCode,
            NodeMessage = NodeMessage is null ? null : endpoint.Scrub(NodeMessage),
            HttpStatus = HttpStatus,
            RetryAfter = RetryAfter,
        };

    /// <summary>One line for people: method, block, endpoint, reason, the node's words; without credentials.</summary>
    public string Describe(RpcEndpointName endpoint, string method, ulong? block)
    {
        var text = new StringBuilder(method);
        if (block is ulong number) text.Append(CultureInfo.InvariantCulture, $" of block {number}");
        text.Append(" at ").Append(endpoint.Text).Append(": ").Append(Reason);
        if (HttpStatus is int status and not 200) text.Append(CultureInfo.InvariantCulture, $"; HTTP status {status}");
        if (NodeCode is int code) text.Append(CultureInfo.InvariantCulture, $"; code {code}");
        if (!string.IsNullOrEmpty(NodeMessage)) text.Append("; the node says: \"").Append(NodeMessage).Append('"');
        return endpoint.Scrub(text.Append('.').ToString());
    }
}
