using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What the progress says that the topics hold.</summary>
internal sealed class AuditGoal(ProgressRecord progress)
{
    private readonly HashSet<Hash256> _recent = [.. progress.Recent];

    public string Stream => progress.Stream;

    public StreamProgress? Last => progress.Last;

    public string[] Topics => progress.Topics;

    /// <summary>The first block of the stream.</summary>
    public ulong First => progress.First;

    /// <summary>The block from which on a topic is counted, or null when the progress knows nothing of it.</summary>
    public ulong? FirstOf(string topic) => Array.IndexOf(progress.Topics, topic) is >= 0 and int index ? progress.CountedFrom[index] : null;

    /// <summary>How many records a topic has from there on, or null when the progress knows nothing of it.</summary>
    public long? CountOf(string topic) => Array.IndexOf(progress.Topics, topic) is >= 0 and int index ? progress.Counts[index] : null;

    public bool Writes(Entity entity) => progress.Entities.Contains(entity);

    /// <summary>Whether the progress names another block of this height.</summary>
    public bool Contradicts(ulong number, in Hash256 hash) => progress.HashAt(number) is { } named && named != hash;

    /// <summary>
    /// Whether nothing that is read was written after this progress: nobody wrote when the ends of the topics were looked up. Only then can it be told what
    /// was written before it, where the chain has come back to a branch, or to a lower height.
    /// </summary>
    public bool IsExact { get; init; }

    /// <summary>Whether a progress is this one.</summary>
    public bool Is(ProgressRecord other) => progress.IsSameCommit(other);

    /// <summary>Whether a block is behind the progress.</summary>
    public bool IsBehind(ulong number) => Last is not { } last || number > last.Number;

    /// <summary>Whether a record seems to have been written after this progress: it is of a later block, or takes back one that the progress still holds.</summary>
    public bool IsLater(in AuditedRecord record) =>
        !IsExact && (Last is not { } last || record.Number > last.Number || (record.IsRemoved && _recent.Contains(record.Hash)));
}
