using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Which blocks were taken back, and how often: the first pass of a check, over the topic that has the blocks' own records.</summary>
/// <remarks>
/// So the second pass knows of every record, when it comes to it, whether it stands in the end, however deep a reorganisation was, and holds
/// nothing back. A block can be taken back more than once, when a chain returns to a branch that it had left.
/// </remarks>
internal sealed class ReorgScan
{
    private const int MaxBlocks = 1_000_000;
    private const int ReportEvery = 1 << 20;

    private readonly Dictionary<Hash256, int> _retracted = [];

    /// <summary>How often a block was taken back.</summary>
    public int TimesOf(in Hash256 block) => _retracted.GetValueOrDefault(block);

    /// <summary>Reads a part of a partition.</summary>
    /// <exception cref="ChainSyncException">More blocks were taken back than can be remembered.</exception>
    public void Read(SpanReader reader, CheckRange range, ILogger logger, CancellationToken cancellationToken)
    {
        long records = 0;
        while (reader.TryNext(out TopicRecord record, cancellationToken))
        {
            if (record.Value is not { } value || !RecordScan.TryRead(value.Span, out RecordFields fields)) continue;
            if (++records % ReportEvery == 0 && fields.Number is { } at) CheckLog.Scans(logger, records, record.Topic, at);
            if (!fields.IsRemoved || fields.Entity != Entity.Block || fields.BlockHash is not { } hash || fields.Number < range.First) continue;
            _retracted[hash] = _retracted.GetValueOrDefault(hash) + 1;
            if (_retracted.Count <= MaxBlocks) continue;
            throw new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Topic '{record.Topic}' takes back more than {MaxBlocks} blocks up to offset {record.Offset}: check a part of it, with --from and --to.");
        }
    }
}
