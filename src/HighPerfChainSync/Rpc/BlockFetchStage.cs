namespace HighPerfChainSync.Rpc;

/// <summary>How far a block of a <see cref="BlockFetch"/> has come.</summary>
internal enum BlockFetchStage : byte
{
    /// <summary>It is to be fetched, for the first time or again.</summary>
    Block = 0,

    /// <summary>It is decoded; its receipts are to be fetched.</summary>
    Receipts,

    /// <summary>Its receipts are joined.</summary>
    Complete,
}
