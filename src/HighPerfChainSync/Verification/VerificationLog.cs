using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Verification;

/// <summary>What verification has to say; event ids 3000–3999.</summary>
internal static partial class VerificationLog
{
    [LoggerMessage(3001, LogLevel.Information, "Every block is verified: level {Level}, profile {Profile}.")]
    public static partial void Verifies(this ILogger logger, string level, string profile);

    [LoggerMessage(3002, LogLevel.Warning, "{Check} of block {Number} could not be verified: {Reason}. Such blocks are committed and counted; this is said once.")]
    public static partial void CannotVerify(this ILogger logger, string check, ulong number, string reason);

    [LoggerMessage(3003, LogLevel.Error, "Block {Number} was taken although it fails {Checks}, as --on-unverified skip-verification asks. {Detail}")]
    public static partial void TakenUnverified(this ILogger logger, ulong number, string checks, string detail);

    [LoggerMessage(3004, LogLevel.Error, "Block {Number} of {Endpoint} has been wrong {Tries} times: {Checks}. Nothing from it on is committed until it is right; --on-unverified says what else may be done.")]
    public static partial void WaitsForRight(this ILogger logger, ulong number, string endpoint, int tries, string checks);
}
