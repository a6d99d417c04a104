using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>What the JSON-RPC client has to say; event ids 1000–1999.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Description} Trying again in {DelayMs:F0} ms.")]
    public static partial void Fault(this ILogger logger, string description, double delayMs);

    [LoggerMessage(1002, LogLevel.Warning, "{Description} Trying again in {DelayMs:F0} ms; {Count} such faults since this was last said.")]
    public static partial void FaultAgain(this ILogger logger, string description, double delayMs, long count);

    [LoggerMessage(1003, LogLevel.Error, "{Description} Nothing can be read until this is put right; trying again in {DelayMs:F0} ms.")]
    public static partial void Refused(this ILogger logger, string description, double delayMs);

    [LoggerMessage(1004, LogLevel.Information, "{Endpoint} answers again.")]
    public static partial void Recovered(this ILogger logger, string endpoint);

    [LoggerMessage(1005, LogLevel.Information, "Requests to {Endpoint} hold at most {Limit} calls from now on. {Description}")]
    public static partial void LimitLowered(this ILogger logger, string endpoint, int limit, string description);

    [LoggerMessage(1006, LogLevel.Information, "{Endpoint} takes eth_getBlockReceipts by number only: asking by number.")]
    public static partial void ReceiptsByNumber(this ILogger logger, string endpoint);

    [LoggerMessage(1007, LogLevel.Warning, "{Endpoint} does not know eth_getBlockReceipts: asking for each receipt with eth_getTransactionReceipt, which is slower.")]
    public static partial void ReceiptsOneByOne(this ILogger logger, string endpoint);
}
