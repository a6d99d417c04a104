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

    [LoggerMessage(1008, LogLevel.Warning, "{Description} Asking {Other} instead; such faults since this was last said: {Count}.")]
    public static partial void Moved(this ILogger logger, string description, string other, long count);

    [LoggerMessage(1009, LogLevel.Warning, "{Endpoint} has not said yet which chain it serves; it is asked for blocks once it has.")]
    public static partial void ChainNotSaid(this ILogger logger, string endpoint);

    [LoggerMessage(1010, LogLevel.Error, "{Endpoint} serves another chain and is left out from now on: it has {Difference} at the other endpoints. Take it out of the configuration.")]
    public static partial void Excluded(this ILogger logger, string endpoint, string difference);

    [LoggerMessage(1011, LogLevel.Information, "{Endpoint} announces new blocks.")]
    public static partial void HintsOn(this ILogger logger, string endpoint);

    [LoggerMessage(1012, LogLevel.Warning, "{Endpoint} announces no new blocks: {Reason}. They are found by polling; trying again in {DelaySeconds:F1} s.")]
    public static partial void HintsLost(this ILogger logger, string endpoint, string reason, double delaySeconds);

    [LoggerMessage(1013, LogLevel.Information, "{Endpoint} answers for receipts before their blocks, where both are asked for at once: asking for receipts once the blocks are there.")]
    public static partial void ReceiptsBeforeBlocks(this ILogger logger, string endpoint);

    [LoggerMessage(1007, LogLevel.Warning, "{Endpoint} does not know eth_getBlockReceipts: asking for each receipt with eth_getTransactionReceipt, which is slower.")]
    public static partial void ReceiptsOneByOne(this ILogger logger, string endpoint);
}
