using Confluent.Kafka;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.UnitTests.Kafka.Reading;

/// <summary>Partitions in memory, of records and of offsets that hold none: markers, aborted and compacted records.</summary>
internal sealed class FakeLog : IRecordSource
{
    private readonly Dictionary<TopicPartition, Partition> _partitions = [];
    private readonly List<Partition> _assigned = [];
    private int _next;

    /// <summary>Records and ends that were given out.</summary>
    public int Reads { get; private set; }

    /// <summary>Nothing comes, as from a broker that is away.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Adds a record to a partition.</summary>
    public FakeLog Add(string? value, int partition = 0, string topic = "t", bool isTombstone = false)
    {
        Of(topic, partition).Values.Add(isTombstone ? [] : TextEncoding.UTF8.GetBytes(value!));
        if (isTombstone) Of(topic, partition).Tombstones.Add(Of(topic, partition).Values.Count - 1);
        return this;
    }

    /// <summary>Adds the bytes of a record to a partition.</summary>
    public FakeLog Add(byte[] value, int partition = 0, string topic = "t")
    {
        Of(topic, partition).Values.Add(value);
        return this;
    }

    /// <summary>Adds offsets that hold no record.</summary>
    public FakeLog Skip(int offsets = 1, int partition = 0, string topic = "t")
    {
        for (int i = 0; i < offsets; i++) Of(topic, partition).Values.Add(null);
        return this;
    }

    /// <summary>Makes a partition that may stay empty.</summary>
    public FakeLog Touch(int partition = 0, string topic = "t")
    {
        _ = Of(topic, partition);
        return this;
    }

    /// <summary>Another reader of the same records, with positions of its own.</summary>
    public FakeLog Fork()
    {
        var fork = new FakeLog { IsSilent = IsSilent };
        foreach ((TopicPartition name, Partition partition) in _partitions) fork._partitions[name] = partition.Copy();
        return fork;
    }

    /// <summary>Deletes what lies before an offset.</summary>
    public void DeleteBefore(long offset, int partition = 0, string topic = "t") => Of(topic, partition).Low = offset;

    /// <summary>An open transaction: nothing from this offset on is shown.</summary>
    public void HideFrom(long offset, int partition = 0, string topic = "t") => Of(topic, partition).Hidden = offset;

    /// <summary>Where a partition ends, what is hidden included.</summary>
    public long WrittenTo(TopicPartition partition) => _partitions[partition].Values.Count;

    public (long Low, long End) Bounds(TopicPartition partition, CancellationToken cancellationToken) =>
        (_partitions[partition].Low, _partitions[partition].End);

    public void Assign(IReadOnlyList<TopicPartitionOffset> positions)
    {
        _assigned.Clear();
        _next = 0;
        foreach (TopicPartitionOffset position in positions)
        {
            Partition partition = _partitions[position.TopicPartition];
            partition.Position = Math.Max(partition.Low, position.Offset.Value);
            partition.SaidEnd = false;
            _assigned.Add(partition);
        }
    }

    public SourceRead Read(TimeSpan wait, out TopicRecord record)
    {
        record = default;
        for (int turn = 0; turn < _assigned.Count && !IsSilent; turn++)
        {
            Partition partition = _assigned[_next++ % _assigned.Count];
            while (partition.Position < partition.End && partition.Values[(int)partition.Position] is null) partition.Position++;
            if (partition.Position < partition.End)
            {
                Reads++;
                int offset = (int)partition.Position++;
                record = new TopicRecord
                {
                    Topic = partition.Name.Topic,
                    Partition = partition.Name.Partition.Value,
                    Offset = offset,
                    Value = partition.Tombstones.Contains(offset) ? null : (ReadOnlyMemory<byte>?)partition.Values[offset],
                };
                return SourceRead.Record;
            }

            if (partition.SaidEnd) continue;
            partition.SaidEnd = true;
            Reads++;
            record = new TopicRecord { Topic = partition.Name.Topic, Partition = partition.Name.Partition.Value, Offset = partition.Position };
            return SourceRead.End;
        }

        return SourceRead.Nothing;
    }

    public void Dispose()
    {
        // It lives as long as its test.
    }

    private Partition Of(string topic, int number)
    {
        var name = new TopicPartition(topic, number);
        if (!_partitions.TryGetValue(name, out Partition? partition)) _partitions[name] = partition = new Partition(name);
        partition.SaidEnd = false;
        return partition;
    }

    private sealed class Partition(TopicPartition name)
    {
        public TopicPartition Name { get; } = name;

        public List<byte[]?> Values { get; private init; } = [];

        public HashSet<int> Tombstones { get; private init; } = [];

        public long Low { get; set; }

        public long? Hidden { get; set; }

        public long End => Hidden ?? Values.Count;

        public long Position { get; set; }

        public bool SaidEnd { get; set; }

        public Partition Copy() => new(Name) { Values = Values, Tombstones = Tombstones, Low = Low, Hidden = Hidden };
    }
}
