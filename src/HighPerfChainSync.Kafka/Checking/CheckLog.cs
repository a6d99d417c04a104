using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>What a check of topics logs. Event ids from 5200.</summary>
internal static partial class CheckLog
{
    [LoggerMessage(5200, LogLevel.Information, "Checked {Blocks} blocks, up to {Block} of {Last}, {Rate:F0}/s; faults: {Faults}")]
    public static partial void Progress(ILogger logger, long blocks, ulong block, ulong last, double rate, long faults);

    [LoggerMessage(5201, LogLevel.Information, "Looking for reorganisations: read {Records} records of topic {Topic}, up to block {Block}")]
    public static partial void Scans(ILogger logger, long records, string topic, ulong block);
}
