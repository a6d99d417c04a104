using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Retracting;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka;

/// <content>Hashes of blocks below those that the progress names, for a common ancestor that lies deeper.</content>
public sealed partial class KafkaSink
{
    private readonly Dictionary<ulong, Hash256> _hashes = [];
    private ulong _hashesFrom = ulong.MaxValue;

    /// <inheritdoc/>
    /// <remarks>
    /// Reads the blocks' topic back, or where no blocks are written all topics; each time twice as far as was asked for, so that a walk downwards reads
    /// little more than once. Blocks of which no record is kept are not known.
    /// </remarks>
    public async ValueTask<Hash256?> TryFindHashAsync(ulong number, CancellationToken cancellationToken)
    {
        if (_progress.Last is not { } last || number > last.Number || number < _progress.First) return null;
        if (_progress.HashAt(number) is { } recent) return recent;
        if (number < _hashesFrom)
        {
            ulong from = number - Math.Min(number, last.Number - number);
            await LoadHashesAsync(Math.Max(from, _progress.First), cancellationToken).ConfigureAwait(false);
        }

        return _hashes.TryGetValue(number, out Hash256 hash) ? hash : null;
    }

    private async ValueTask LoadHashesAsync(ulong from, CancellationToken cancellationToken)
    {
        List<PartitionRetraction> partitions = RetractionPlan.PartitionsOf(_topics);
        if (_progress.Entities.Contains(Entity.Block)) partitions.RemoveAll(partition => partition.Topic != _topics.IndexOf(Entity.Block));
        using IRecordSource source = _cluster.CreateSource(partitions.Count, IsolationLevel.ReadCommitted);
        var finder = new RetractionFinder(source, s_forever, _time) { TakesWhatThereIs = true };
        _hashes.Clear();
        _hashesFrom = from;
        try
        {
            // Up to the one below, so that the first has all of its records.
            await BlockingCall.RunAsync(() => finder.Find(partitions, from - Math.Min(from, 1), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ChainSyncException exception) when (exception.Error == ChainSyncError.Reorg)
        {
            KafkaLog.HashesUnknown(_logger, from, exception.Message);
            return;
        }

        foreach (PartitionRetraction partition in partitions)
        {
            foreach (StandingBlock block in partition.Standing.Blocks) _hashes[block.Number] = block.Hash;
        }
    }

    private void ForgetHashes()
    {
        _hashes.Clear();
        _hashesFrom = ulong.MaxValue;
    }
}
