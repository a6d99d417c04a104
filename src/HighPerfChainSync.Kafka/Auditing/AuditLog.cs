using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What an audit logs. Event ids from 5100.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(5100, LogLevel.Information, "Audited {Records} records up to block {Block}, {Rate}/s")]
    public static partial void Progress(ILogger logger, string records, ulong block, long rate);
}
