using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>What a start finds and would do.</summary>
internal sealed class ProvisioningPlan
{
    /// <summary>Number of brokers.</summary>
    public required int Brokers { get; init; }

    /// <summary>All topics, in the order of the stream's plan.</summary>
    public required List<TopicFinding> Topics { get; init; }

    /// <summary>What concerns no topic in particular.</summary>
    public List<ChainSyncException> Problems { get; } = [];

    /// <summary>Everything that keeps the stream from starting.</summary>
    public List<ChainSyncException> AllProblems()
    {
        List<ChainSyncException> all = [.. Problems];
        foreach (TopicFinding topic in Topics) all.AddRange(topic.Problems);
        return all;
    }

    /// <exception cref="ChainSyncException">Something keeps the stream from starting; the message has all of it.</exception>
    public void ThrowIfAny(string bootstrap)
    {
        List<ChainSyncException> problems = AllProblems();
        if (problems.Count == 0) return;
        if (problems.Count == 1) throw problems[0];
        string separator = Environment.NewLine + "  ";
        throw new ChainSyncException(
            problems[0].Error,
            $"Kafka {bootstrap} cannot take the stream, for {problems.Count} reasons:{separator}{string.Join(separator, problems.ConvertAll(static problem => problem.Message))}");
    }
}
