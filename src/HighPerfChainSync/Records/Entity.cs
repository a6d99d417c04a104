namespace HighPerfChainSync.Records;

/// <summary>A kind of record on the wire. The order is the order of a block's records on one stream.</summary>
public enum Entity : byte
{
    /// <summary>A block.</summary>
    Block = 0,

    /// <summary>A transaction with its receipt.</summary>
    Transaction = 1,

    /// <summary>A log.</summary>
    Log = 2,

    /// <summary>A token transfer.</summary>
    TokenTransfer = 3,
}
