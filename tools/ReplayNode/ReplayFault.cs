namespace HighPerfChainSync.ReplayNode;

/// <summary>What a <see cref="ReplayServer"/> can do wrong. The names on the command line are the same in kebab case: <c>error-item</c>.</summary>
public enum ReplayFault
{
    /// <summary>An item of a batch, or a single call, fails with -32000.</summary>
    ErrorItem,

    /// <summary>An item of a batch is not answered; a single call is answered by an empty body.</summary>
    MissingItem,

    /// <summary>An item fails with the JSON-RPC code 429 while HTTP says 200.</summary>
    RateLimitItem,

    /// <summary>The items of a batch come in reverse order.</summary>
    ReorderedItems,

    /// <summary>The whole batch is answered by one error object whose id is null.</summary>
    SingleError,

    /// <summary>HTTP 429 without <c>Retry-After</c>.</summary>
    TooManyRequests,

    /// <summary>HTTP 429 with <c>Retry-After: 1</c>.</summary>
    TooManyRequestsRetryAfter,

    /// <summary>HTTP 500, 502, 503 and 504 in turn, with an HTML body.</summary>
    ServerError,

    /// <summary>The connection is reset before an answer (HTTP/2: the stream).</summary>
    ResetConnection,

    /// <summary>The connection is reset in the middle of the body (HTTP/2: the stream).</summary>
    TruncatedBody,

    /// <summary>The body ends early in the middle of a value although HTTP says that it is whole.</summary>
    InvalidJson,

    /// <summary>One of the four highest blocks is null when it is asked for first: a replica that lags behind.</summary>
    NullBlock,

    /// <summary>The receipts of a block are null when they are asked for first.</summary>
    NullReceipts,

    /// <summary>A request is answered by a replica that is four blocks behind and does not know the blocks above.</summary>
    LaggingReplica,

    /// <summary>The head jumps back and forth: every other time that it strikes, the node names a head three blocks lower.</summary>
    FlappingHead,

    /// <summary><c>eth_getBlockReceipts</c> is not known: -32601.</summary>
    NoBlockReceipts,

    /// <summary><c>eth_getBlockReceipts</c> does not take a hash: -32602.</summary>
    NoReceiptsByHash,
}
