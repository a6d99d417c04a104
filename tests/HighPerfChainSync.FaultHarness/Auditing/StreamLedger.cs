using HighPerfChainSync.FaultHarness.Source;

namespace HighPerfChainSync.FaultHarness.Auditing;

/// <summary>The ledgers of a stream's topics together.</summary>
internal sealed class StreamLedger
{
    public StreamLedger(KnownChain chain, string stream)
    {
        Names = KnownChain.Topics(stream);
        Topics = [.. Names.Select((name, i) => new TopicLedger(chain, i, name))];
    }

    /// <summary>The data topics.</summary>
    public string[] Names { get; }

    /// <summary>Their ledgers, in the same order.</summary>
    public TopicLedger[] Topics { get; }

    /// <summary>Blocks that were seen.</summary>
    public int Blocks => Topics[0].Next;

    /// <summary>Records of all topics that were seen.</summary>
    public long Records => Topics.Sum(static topic => (long)topic.Next);

    /// <summary>Whether everything so far is right.</summary>
    public bool IsSound => Array.TrueForAll(Topics, static topic => topic.IsSound);

    /// <summary>Takes the next record of a topic.</summary>
    public void Observe(string topic, long offset, ReadOnlySpan<byte> value) => Topics[Array.IndexOf(Names, topic)].Observe(offset, value);
}
