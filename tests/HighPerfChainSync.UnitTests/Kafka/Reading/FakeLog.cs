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

    /// <summary>The verification header of all records.</summary>
    public string? Header { get; set; }

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

    /// <summary>Adds a record with its key and time.</summary>
    public void Add(byte[] value, byte[] key, long timestampMs, int partition, string topic)
    {
        Of(topic, partition).Headers[Of(topic, partition).Values.Count] = (key, timestampMs);
        Of(topic, partition).Values.Add(value);
    }

    /// <summary>Values of a partition, nothing left out.</summary>
    public IReadOnlyList<byte[]?> ValuesOf(int partition = 0, string topic = "t") => Of(topic, partition).Values;

    /// <summary>Key and time of a record that has them.</summary>
    public (byte[] Key, long TimestampMs) HeaderOf(int offset, int partition = 0, string topic = "t") => Of(topic, partition).Headers[offset];

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

    /// <summary>Makes a record be gone, as if it had been lost.</summary>
    public void Remove(int offset, int partition = 0, string topic = "t") => Of(topic, partition).Values[offset] = null;

    /// <summary>An open transaction: nothing from this offset on is shown.</summary>
    public void HideFrom(long offset, int partition = 0, string topic = "t") => Of(topic, partition).Hidden = offset;

    /// <summary>The same partitions as another reader sees them, to whom one topic shows nothing from an offset on.</summary>
    public FakeLog HiddenFrom(string topic, long offset)
    {
        var view = new FakeLog();
        foreach ((TopicPartition name, Partition partition) in _partitions)
            view._partitions[name] = partition.View(name.Topic == topic ? offset : null);
        return view;
    }

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
                    TimestampMs = partition.Headers.TryGetValue(offset, out (byte[] Key, long TimestampMs) header) ? header.TimestampMs : 0,
                    Key = header.Key is { Length: > 0 } key ? (ReadOnlyMemory<byte>?)key : null,
                    Headers = Header is null ? null : new Headers { { "chainsync.verification", TextEncoding.UTF8.GetBytes(Header) } },
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
        if (!_partitions.TryGetValue(name, out Partition? partition)) _partitions[name] = partition = new Partition(name, [], [], []);
        partition.SaidEnd = false;
        return partition;
    }

    private sealed class Partition(
        TopicPartition name, List<byte[]?> values, Dictionary<int, (byte[] Key, long TimestampMs)> headers, HashSet<int> tombstones)
    {
        public TopicPartition Name { get; } = name;

        public List<byte[]?> Values { get; } = values;

        public Partition View(long? hidden) => new(Name, Values, Headers, Tombstones) { Low = Low, Hidden = hidden };

        public Dictionary<int, (byte[] Key, long TimestampMs)> Headers { get; } = headers;

        public HashSet<int> Tombstones { get; } = tombstones;

        public long Low { get; set; }

        public long? Hidden { get; set; }

        public long End => Hidden ?? Values.Count;

        public long Position { get; set; }

        public bool SaidEnd { get; set; }

        public Partition Copy() => View(Hidden);
    }
}
