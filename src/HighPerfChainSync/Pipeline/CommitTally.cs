using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Counts what a commit held. Thread: one at a time.</summary>
internal sealed class CommitTally
{
    private readonly EntitySet _entities;
    private readonly long[] _records = new long[EntityNames.Count];

    /// <summary>Creates a tally.</summary>
    /// <param name="entities">What the stream writes.</param>
    public CommitTally(EntitySet entities) => _entities = entities;

    /// <summary>Number of records that the stream writes of a block.</summary>
    public long CountOf(BlockData block)
    {
        long count = 0;
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (_entities.Contains((Entity)i)) count += block.CountOf((Entity)i);
        }

        return count;
    }

    /// <summary>Reports a commit.</summary>
    /// <param name="metrics">Where to.</param>
    /// <param name="blocks">What it held, one block or more.</param>
    /// <param name="duration">Time of the commit.</param>
    public void Report(ChainSyncMetrics metrics, List<BlockData> blocks, TimeSpan duration)
    {
        Array.Clear(_records);
        long total = 0;
        long bytes = 0;
        foreach (BlockData block in blocks)
        {
            bytes += block.Encoded.WrittenBytes;
            for (int i = 0; i < _records.Length; i++)
            {
                if (_entities.Contains((Entity)i)) _records[i] += block.CountOf((Entity)i);
            }
        }

        for (int i = 0; i < _records.Length; i++)
        {
            metrics.RecordsCommitted((Entity)i, _records[i]);
            total += _records[i];
        }

        metrics.Committed(blocks[^1].Header.Number, blocks.Count, total, bytes, duration);
    }
}
