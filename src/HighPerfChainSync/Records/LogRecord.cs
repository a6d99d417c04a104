using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>An event log of a transaction (yellow paper 4.4.1).</summary>
public struct LogRecord
{
    /// <summary>The contract that logged.</summary>
    public Address Address;

    /// <summary>Number of topics, 0 to 4.</summary>
    public byte TopicCount;

    /// <summary>What the node's <c>removed</c> said; false when absent.</summary>
    public bool Removed;

    /// <summary>Position in the block.</summary>
    public uint LogIndex;

    /// <summary>Index of the transaction in <see cref="BlockData.Transactions"/>.</summary>
    public int TransactionOrdinal;

    /// <summary>First topic: for most events the hash of their signature.</summary>
    public Hash256 Topic0;

    /// <summary>Second topic.</summary>
    public Hash256 Topic1;

    /// <summary>Third topic.</summary>
    public Hash256 Topic2;

    /// <summary>Fourth topic.</summary>
    public Hash256 Topic3;

    /// <summary>Unindexed data.</summary>
    public ArenaRange Data;

    /// <summary>The log's transaction index as the node gave it.</summary>
    public uint TransactionIndex;
}
