namespace HighPerfChainSync.ReplayNode;

/// <summary>How a <see cref="ReplayServer"/> says that a batch or its answer is too large, after the node of that name.</summary>
public enum ReplayLimitStyle
{
    /// <summary>Too many calls: an array with one error, -32600, for the first id. Too many bytes: the items that do not fit fail with -32003.</summary>
    Geth,

    /// <summary>One error object, -32000, that names the limit.</summary>
    Erigon,

    /// <summary>One error object, -32005.</summary>
    Besu,

    /// <summary>One error object: -32010 for too many calls, -32011 for too many bytes.</summary>
    Reth,
}
