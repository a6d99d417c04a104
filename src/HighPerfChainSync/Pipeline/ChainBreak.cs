using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Why the stages end although more blocks are wanted: the node is on another branch than the blocks so far, or a commit is to be done again.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class ChainBreak
{
    private readonly TaskCompletionSource<bool> _keeps = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChainBreak(ulong height, string reason)
    {
        Height = height;
        Reason = reason;
    }

    /// <summary>Height at which it showed.</summary>
    public ulong Height { get; }

    /// <summary>What was seen, a sentence.</summary>
    public string Reason { get; }

    /// <summary>Whether the node still has the blocks before it: then those that are not committed yet are committed, else they are dropped.</summary>
    public Task<bool> Keeps => _keeps.Task;

    /// <summary>A block that does not name the one before it; <see cref="Decide"/> is called when the node has been asked for that one.</summary>
    public static ChainBreak Parent(in BlockHeader header, Hash256 last) => new(
        header.Number,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Block {header.Number} ({header.Hash}) names {header.ParentHash} as its parent, but block {header.Number - 1} here has the hash {last}."));

    /// <summary>Another block at the height of the last committed one.</summary>
    public static ChainBreak OtherLast(ulong number, Hash256 ours, Hash256 theirs)
    {
        var seen = new ChainBreak(number, string.Create(CultureInfo.InvariantCulture, $"Block {number} was committed with the hash {ours}, but the node's block {number} is {theirs}."));
        seen.Decide(false);
        return seen;
    }

    /// <summary>A commit that the sink could not redo, because its blocks had been let go of.</summary>
    public static ChainBreak Lost(ulong height, ChainSyncException error)
    {
        var seen = new ChainBreak(height, error.Message);
        seen.Decide(false);
        return seen;
    }

    /// <summary>Says whether the node still has the blocks before it. The first answer counts.</summary>
    public void Decide(bool keeps) => _keeps.TrySetResult(keeps);
}
