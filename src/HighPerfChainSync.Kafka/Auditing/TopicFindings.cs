namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What an audit found in one topic.</summary>
public sealed class TopicFindings
{
    private const int MaxExamplesOfKind = 3;

    private readonly long[] _counts = new long[Enum.GetValues<AuditFaultKind>().Length];
    private readonly int[] _shown = new int[Enum.GetValues<AuditFaultKind>().Length];
    private readonly List<AuditFault> _examples = [];

    internal TopicFindings(string topic, int partitions)
    {
        Topic = topic;
        Partitions = partitions;
    }

    /// <summary>Its name.</summary>
    public string Topic { get; }

    /// <summary>Number of its partitions.</summary>
    public int Partitions { get; }

    /// <summary>Committed records that were audited, retractions included.</summary>
    public long Records { get; internal set; }

    /// <summary>Records that take one back.</summary>
    public long Retractions { get; internal set; }

    /// <summary>Blocks that have a record here.</summary>
    public long Blocks { get; private set; }

    /// <summary>The first of them.</summary>
    public ulong? FirstBlock { get; private set; }

    /// <summary>The last of them.</summary>
    public ulong? LastBlock { get; private set; }

    /// <summary>The first few faults of each kind.</summary>
    public IReadOnlyList<AuditFault> Examples => _examples;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => !_counts.AsSpan().ContainsAnyExcept(0);

    /// <summary>Records that the progress should have counted.</summary>
    internal long Counted { get; set; }

    /// <summary>How many faults of a kind there are.</summary>
    public long CountOf(AuditFaultKind kind) => _counts[(int)kind];

    internal void Add(AuditFaultKind kind, in AuditedRecord record, string message) =>
        Add(new AuditFault(kind, Topic, record.Partition, record.Offset, record.Number, message));

    internal void Add(AuditFault fault, ulong times = 1)
    {
        ref long count = ref _counts[(int)fault.Kind];
        count += (long)Math.Min(times, (ulong)(long.MaxValue - count));
        if (_shown[(int)fault.Kind]++ < MaxExamplesOfKind) _examples.Add(fault);
    }

    internal bool Shows(AuditFaultKind kind) => _shown[(int)kind] < MaxExamplesOfKind;

    /// <summary>A block that was seen was taken back long after; another takes its place.</summary>
    internal void UnseeBlock() => Blocks--;

    internal void SeeBlock(ulong number)
    {
        Blocks++;
        FirstBlock ??= number;
        LastBlock = number;
    }
}
