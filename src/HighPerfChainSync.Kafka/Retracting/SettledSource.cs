using Confluent.Kafka;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>Committed records, those included whose commit Kafka has not marked everywhere: behind them, in some partitions, nothing is shown yet.</summary>
/// <remarks>
/// To be used only when it is known that all that is open was committed, and while nobody writes. Reads what is shown first, then what is open. Owner of both
/// sources. Thread: one at a time.
/// </remarks>
internal sealed class SettledSource(IRecordSource shown, IRecordSource written) : IRecordSource
{
    private readonly List<TopicPartitionOffset> _open = [];
    private readonly Dictionary<TopicPartition, long> _ends = [];
    private int _left;
    private bool _isBehind;

    public (long Low, long End) Bounds(TopicPartition partition, CancellationToken cancellationToken) => written.Bounds(partition, cancellationToken);

    public void Assign(IReadOnlyList<TopicPartitionOffset> positions)
    {
        _open.Clear();
        _ends.Clear();
        _left = positions.Count;
        _isBehind = false;
        foreach (TopicPartitionOffset position in positions) _ends[position.TopicPartition] = written.Bounds(position.TopicPartition, CancellationToken.None).End;
        shown.Assign(positions);
    }

    public SourceRead Read(TimeSpan wait, out TopicRecord record)
    {
        if (_isBehind) return written.Read(wait, out record);
        SourceRead read = shown.Read(wait, out record);
        if (read != SourceRead.End) return read;
        var partition = new TopicPartition(record.Topic, record.Partition);
        bool isOpen = record.Offset < _ends[partition];
        if (isOpen) _open.Add(new TopicPartitionOffset(partition, record.Offset));
        if (--_left == 0)
        {
            _isBehind = true;
            written.Assign(_open);
        }

        return isOpen ? SourceRead.Nothing : read;
    }

    public void Dispose()
    {
        shown.Dispose();
        written.Dispose();
    }
}
