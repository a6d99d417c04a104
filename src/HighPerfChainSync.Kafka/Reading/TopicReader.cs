using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Reads topics as a consumer must: committed records only, each once, each partition in order.</summary>
/// <remarks>Between partitions there is no order. Nothing is committed and no group is joined. Thread: one at a time.</remarks>
public sealed class TopicReader : IDisposable
{
    /// <summary>How far behind the last block that is wanted a reorganisation is looked for, blocks; most chains never see one of ten.</summary>
    internal const ulong ReorgMargin = 256;

    private readonly IRecordSource _source;
    private readonly TopicReaderOptions _options;
    private readonly Dictionary<TopicPartition, PartitionRange> _ranges = [];
    private long _left;
    private int _open;

    internal TopicReader(IRecordSource source, TopicReaderOptions options)
    {
        _source = source;
        _options = options;
        _left = options.MaxRecords ?? long.MaxValue;
    }

    /// <summary>Whether everything that was asked for has been read.</summary>
    public bool IsCompleted => _left <= 0 || _open == 0;

    /// <summary>Finds the topics and the place to begin at.</summary>
    /// <exception cref="ChainSyncException">A topic is unknown or may not be read, no broker answers, or credentials are refused.</exception>
    public static async Task<TopicReader> OpenAsync(TopicReaderOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clients = new ReadingClients(options.BootstrapServers, options.Config, options.StartTimeout, logger, TimeProvider.System);
        TopicDirectory directory = await TopicDirectory.LoadAsync(clients, cancellationToken).ConfigureAwait(false);
        var partitions = new List<TopicPartition>();
        foreach (string topic in options.Topics) partitions.AddRange(directory.PartitionsOf(topic));
        var reader = new TopicReader(clients.CreateSource(), options);
        try
        {
            await BlockingCall.RunAsync(() => reader.Begin(partitions, TimeProvider.System, cancellationToken), cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Takes the next record; false when none came in time, or when everything has been read.</summary>
    /// <param name="wait">How long it may take.</param>
    /// <param name="record">Valid until the next call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ChainSyncException">Kafka refuses to go on; a broker that is away is waited for.</exception>
    public bool TryRead(TimeSpan wait, out TopicRecord record, CancellationToken cancellationToken = default)
    {
        record = default;
        while (!IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SourceRead read = _source.Read(wait, out record);
            if (read == SourceRead.Nothing) return false;
            PartitionRange range = _ranges[new TopicPartition(record.Topic, record.Partition)];
            bool behind = !_options.Follow && record.Offset >= range.End;
            if (behind) Close(range);
            if (behind || range.IsClosed || read == SourceRead.End || !IsWanted(in record, range)) continue;
            _left--;
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    internal void Begin(List<TopicPartition> partitions, TimeProvider time, CancellationToken cancellationToken)
    {
        ReadStart start = _options.Start;
        if (start.Partition is { } only)
        {
            partitions.RemoveAll(partition => partition.Partition.Value != only);
            if (partitions.Count == 0)
                throw new ChainSyncException(ChainSyncError.Configuration, $"None of the topics has a partition {only}: they are numbered from 0.");
        }

        var search = new OffsetSearch(_source, _options.StartTimeout, time);
        var positions = new List<TopicPartitionOffset>();
        foreach (TopicPartition partition in partitions)
        {
            (long low, long end) = _source.Bounds(partition, cancellationToken);
            long offset = start.Begin switch
            {
                ReadStart.Kind.Block => search.FindBlock(partition, low, end, start.Number, cancellationToken),
                ReadStart.Kind.Time => search.FindTime(partition, low, end, start.Number, cancellationToken),
                ReadStart.Kind.Last => search.FindLast(partition, low, end, (long)start.Number, cancellationToken),
                ReadStart.Kind.Offset => Math.Max(low, Behind(partition, partitions.Count, (long)start.Number, end)),
                _ => low,
            };
            if (!_options.Follow && offset >= end) continue;
            positions.Add(new TopicPartitionOffset(partition, offset));
            _ranges[partition] = new PartitionRange(end);
        }

        _open = positions.Count;
        if (_open > 0) _source.Assign(positions);
    }

    /// <summary>Behind the end, a client would begin at the oldest record instead.</summary>
    private static long Behind(TopicPartition partition, int partitions, long offset, long end)
    {
        if (offset <= end || partitions > 1) return Math.Min(offset, end);
        throw new ChainSyncException(
            ChainSyncError.Configuration,
            $"Topic '{partition.Topic}', partition {partition.Partition.Value}, ends with offset {end}: there is no offset {offset}. If it was there once, the topic has been made anew.");
    }

    /// <summary>
    /// A reorg may come back to blocks before the first or behind the last: those are left out. The last ones may be taken back much later, so it is read on for
    /// some blocks, unless new ones are waited for: then the first behind the last ends it.
    /// </summary>
    private bool IsWanted(in TopicRecord record, PartitionRange range)
    {
        bool byBlock = _options.Start.Begin == ReadStart.Kind.Block;
        bool byTime = _options.Start.Begin == ReadStart.Kind.Time;
        if (!byBlock && !byTime && _options.ToBlock is null) return true;
        if (record.Value is not { } value || !RecordScan.TryRead(value.Span, out RecordFields fields)) return true;
        if (fields.Number > _options.ToBlock)
        {
            if (!fields.IsRemoved && (_options.Follow || fields.Number - _options.ToBlock > ReorgMargin)) Close(range);
            return false;
        }

        return !(byBlock && fields.Number < _options.Start.Number) && !(byTime && fields.Time < _options.Start.Number);
    }

    private void Close(PartitionRange range)
    {
        if (range.IsClosed) return;
        range.IsClosed = true;
        _open--;
    }

    private sealed class PartitionRange(long end)
    {
        public long End { get; } = end;

        public bool IsClosed { get; set; }
    }
}
