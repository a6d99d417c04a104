using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Adds up what a commit holds. Thread: one at a time.</summary>
internal sealed class CommitTally
{
    private readonly EntitySet _entities;
    private readonly long[] _records = new long[EntityNames.Count];
    private long _blocks;

    /// <summary>Creates an empty tally.</summary>
    /// <param name="entities">What the stream writes.</param>
    public CommitTally(EntitySet entities) => _entities = entities;

    /// <summary>Encoded bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a block.</summary>
    public void Add(BlockData block)
    {
        _blocks++;
        Bytes += block.Encoded.TotalBytes;
        Add(Entity.Block, 1);
        Add(Entity.Transaction, block.Transactions.Count);
        Add(Entity.Log, block.Logs.Count);
        Add(Entity.TokenTransfer, block.TokenTransfers.Count);
    }

    /// <summary>Reports the commit and starts anew.</summary>
    /// <param name="metrics">Where to.</param>
    /// <param name="last">Last block.</param>
    /// <param name="duration">Time of the commit.</param>
    public void Report(ChainSyncMetrics metrics, ulong last, TimeSpan duration)
    {
        long total = 0;
        for (int i = 0; i < _records.Length; i++)
        {
            total += _records[i];
            metrics.RecordsCommitted((Entity)i, _records[i]);
        }

        metrics.Committed(last, _blocks, total, Bytes, duration);
        Array.Clear(_records);
        _blocks = 0;
        Bytes = 0;
    }

    private void Add(Entity entity, int count)
    {
        if (_entities.Contains(entity)) _records[(int)entity] += count;
    }
}
