using System.Collections.Concurrent;
using System.Diagnostics;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>When each block reached each step, by its height. Thread: any.</summary>
internal sealed class BlockTimes
{
    /// <summary>The node has it, and announces it to those who subscribed to <c>newHeads</c>.</summary>
    public ConcurrentDictionary<ulong, long> Announced { get; } = [];

    /// <summary>The node's first answer that names it.</summary>
    public ConcurrentDictionary<ulong, long> Named { get; } = [];

    /// <summary>Block and receipts are here and decoded.</summary>
    public ConcurrentDictionary<ulong, long> Fetched { get; } = [];

    /// <summary>Its records are encoded, and the sink has been asked to write them.</summary>
    public ConcurrentDictionary<ulong, long> Encoded { get; } = [];

    /// <summary>Its transaction is committed.</summary>
    public ConcurrentDictionary<ulong, long> Committed { get; } = [];

    /// <summary>Notes the first time.</summary>
    public static void Note(ConcurrentDictionary<ulong, long> step, ulong number) => step.TryAdd(number, Stopwatch.GetTimestamp());
}
