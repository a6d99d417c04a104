using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Takes over the progress that was found, if it is of the stream that is asked for.</summary>
internal static class ProgressContinuation
{
    /// <summary>What makes it another chain, whose blocks must never follow these.</summary>
    public static List<string> IdentityDifferences(ProgressRecord found, ProgressRecord begin)
    {
        var differences = new List<string>();
        Compare(differences, "chain id", found.ChainId.ToText(), begin.ChainId.ToText());
        if (found.GenesisHash is { } before && begin.GenesisHash is { } now)
            Compare(differences, "genesis hash", before.ToString(), now.ToString());
        return differences;
    }

    /// <summary>What is written otherwise than before: a consumer may stumble over it.</summary>
    public static List<string> ParameterDifferences(ProgressRecord found, ProgressRecord begin)
    {
        var differences = new List<string>();
        Compare(differences, "format", found.Format, begin.Format);
        Compare(differences, "schema version", ProgressText.ToText((ulong)found.Schema), ProgressText.ToText((ulong)begin.Schema));
        Compare(differences, "schema", RecordFormNames.Of(found.RecordSchema), RecordFormNames.Of(begin.RecordSchema));
        Compare(differences, "numbers", RecordFormNames.Of(found.Numbers), RecordFormNames.Of(begin.Numbers));
        Compare(differences, "entities", found.Entities.ToText(), begin.Entities.ToText());
        Compare(differences, "topics", string.Join(',', found.Topics), string.Join(',', begin.Topics));
        Compare(differences, "partitioning", found.Layout.ToString(), begin.Layout.ToString());
        Compare(differences, "timestamps", ProgressText.Of(found.Timestamps), ProgressText.Of(begin.Timestamps));
        return differences;
    }

    /// <summary>What is written otherwise than before, in words; null when nothing is.</summary>
    public static string? DescribeChanges(ProgressRecord found, ProgressRecord begin) =>
        ParameterDifferences(found, begin) is { Count: > 0 } changes ? string.Join("; ", changes) : null;

    /// <summary>Goes on with what was found under a claim of our own.</summary>
    /// <param name="found">The last committed progress.</param>
    /// <param name="begin">The progress that the stream would begin with.</param>
    /// <param name="topic">The progress topic, for messages.</param>
    /// <param name="acceptChanges">Whether to go on although parameters have changed.</param>
    /// <exception cref="ChainSyncException">It is another chain, or parameters have changed: the message lists everything that differs.</exception>
    public static ProgressRecord Continue(ProgressRecord found, ProgressRecord begin, string topic, bool acceptChanges)
    {
        List<string> identity = IdentityDifferences(found, begin);
        List<string> parameters = ParameterDifferences(found, begin);
        if (identity.Count > 0) throw OtherChain(found, [.. identity, .. parameters], topic);
        if (parameters.Count > 0 && !acceptChanges) throw Changed(found, parameters, topic);
        ProgressRecord taken = found with
        {
            Instance = begin.Instance,
            GenesisHash = found.GenesisHash ?? begin.GenesisHash,
            Format = begin.Format,
            Schema = begin.Schema,
            RecordSchema = begin.RecordSchema,
            Numbers = begin.Numbers,
            Entities = begin.Entities,
            Timestamps = begin.Timestamps,
            Layout = begin.Layout,
        };
        // Nothing is written yet: it may still begin somewhere else.
        if (found.Last is null) return taken with { First = begin.First, Topics = begin.Topics, Counts = begin.Counts, CountedFrom = begin.CountedFrom };
        return found.Topics.AsSpan().SequenceEqual(begin.Topics) ? taken : WithTopics(taken, begin.Topics, found.Last.Number + 1);
    }

    /// <summary>The last commit as the stream gets it: with the newest hashes, and with what the node must still confirm where no genesis hash could be compared.</summary>
    public static StreamProgress? ForStream(ProgressRecord progress, StreamDescription stream) => progress.Last is not { } last
        ? null
        : last with
        {
            Recent = progress.Recent,
            Anchor = stream.Identity.GenesisHash is null && progress.FirstHash is { } hash ? new StreamProgress(progress.First, hash) : null,
        };

    /// <summary>The error for a stream without progress whose topics hold something.</summary>
    public static ChainSyncException Used(string topic, string progressTopic) => new(
        ChainSyncError.ProgressMismatch,
        $"Topic '{topic}' has been written to, but topic '{progressTopic}' has no progress of this stream: the records would mix with another's, or come twice. "
        + "Give the stream a chain name or topic templates of its own, delete the topic, or begin in it nevertheless (--accept-changes).");

    /// <summary>Refuses to go on into a topic that has lost all that the progress counts in it.</summary>
    /// <exception cref="ChainSyncException">There is one.</exception>
    public static void CheckUse(ProgressRecord progress, TopicUse use, string progressTopic)
    {
        for (int i = 0; i < progress.Topics.Length; i++)
        {
            if (progress.Counts[i] == 0 || !use.Empty.Contains(progress.Topics[i])) continue;
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"Topic '{progress.Topics[i]}' is new and empty, but the progress in topic '{progressTopic}' counts {progress.Counts[i]} records in it: it has been deleted, and to go on "
                + "would leave a gap. Begin the stream in new topics, delete all of its topics to begin again in these, or go on with the gap (--accept-changes).");
        }
    }

    /// <summary>Topics that stay keep their counts; the others count from the next block.</summary>
    private static ProgressRecord WithTopics(ProgressRecord found, string[] topics, ulong next)
    {
        var counts = new long[topics.Length];
        var countedFrom = new ulong[topics.Length];
        for (int i = 0; i < topics.Length; i++)
        {
            int before = Array.IndexOf(found.Topics, topics[i]);
            counts[i] = before < 0 ? 0 : found.Counts[before];
            countedFrom[i] = before < 0 ? next : found.CountedFrom[before];
        }

        return found with { Topics = topics, Counts = counts, CountedFrom = countedFrom };
    }

    private static ChainSyncException OtherChain(ProgressRecord found, List<string> differences, string topic) => new(
        ChainSyncError.ProgressMismatch,
        $"Topic '{topic}' holds the progress of stream '{found.Stream}' of another chain: {string.Join("; ", differences)}. "
        + "Use the node that it was written from, or give the new stream a chain name or topic templates of its own.");

    private static ChainSyncException Changed(ProgressRecord found, List<string> differences, string topic) => new(
        ChainSyncError.ProgressMismatch,
        $"Topic '{topic}' holds the progress of stream '{found.Stream}' with other settings: {string.Join("; ", differences)}. "
        + "Go on with the same settings, accept the change from the next block on (--accept-changes), "
        + "or give the new stream a chain name or topic templates of its own.");

    private static void Compare(List<string> differences, string what, string found, string asked)
    {
        if (found != asked) differences.Add($"{what} {found}, but {asked} is asked for");
    }

}
