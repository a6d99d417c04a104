using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>Where a run begins: decided from what was asked for, what is committed already, and, for <c>latest</c>, the head.</summary>
/// <param name="First">First block.</param>
/// <param name="Before">Hash of the block before it, when that one was committed.</param>
internal readonly record struct StreamStart(ulong First, Hash256? Before)
{
    /// <summary>Where the stream begins if it has no progress.</summary>
    /// <exception cref="ChainSyncException">That lies behind the last block wanted.</exception>
    public static ulong WithoutProgress(StartPosition from, ulong? head) => from.Begin switch
    {
        StartPosition.Kind.Block => from.Number,
        StartPosition.Kind.Latest => head ?? throw new ArgumentNullException(nameof(head)),
        _ => 0,
    };

    /// <summary>Where the stream begins.</summary>
    /// <param name="chain">Its name, for messages.</param>
    /// <param name="from">What was asked for.</param>
    /// <param name="to">Last block wanted, or null.</param>
    /// <param name="firstBlock">Where it begins without progress.</param>
    /// <param name="progress">What is committed, or null.</param>
    /// <exception cref="ChainSyncException">
    /// <see cref="ChainSyncError.ProgressMismatch"/>: blocks would be missing between the progress and the start.
    /// <see cref="ChainSyncError.Configuration"/>: there is no progress, and the start lies behind the last block wanted.
    /// </exception>
    public static StreamStart Resolve(string chain, StartPosition from, ulong? to, ulong firstBlock, StreamProgress? progress)
    {
        if (progress is null)
        {
            if (to < firstBlock) ThrowEmpty(chain, from, firstBlock, to.Value);
            return new StreamStart(firstBlock, null);
        }

        if (from.Begin == StartPosition.Kind.Block && from.Number > 0 && progress.Number < from.Number - 1)
            ThrowGap(chain, progress.Number, from.Number);
        return new StreamStart(progress.Number + 1, progress.Hash);
    }

    /// <exception cref="ChainSyncException">Always.</exception>
    public static void ThrowOtherChain(string chain, StreamProgress committed, Hash256 found) =>
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Chain {chain}: the stream was begun with block {Text(committed.Number)} {committed.Hash}, but the node's block {Text(committed.Number)} is {found}: "
            + "it serves another chain. Use a node of the same chain, or write to another destination.");

    private static void ThrowEmpty(string chain, StartPosition from, ulong first, ulong to)
    {
        string what = from.Begin == StartPosition.Kind.Latest ? "block " + Text(first) + ", the node's newest" : "block " + Text(first);
        throw new ChainSyncException(
            ChainSyncError.Configuration,
            $"Chain {chain}: it would begin at {what}, and end at block {Text(to)} before it. Choose a start that is not behind the end.");
    }

    private static void ThrowGap(string chain, ulong committed, ulong from) =>
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Chain {chain}: block {Text(committed)} was committed last, but the start asked for is block {Text(from)}: blocks {Text(committed + 1)} to {Text(from - 1)} "
            + $"would be missing. Begin at block {Text(committed + 1)} or before, leave the start out to resume, or write to another destination.");

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
