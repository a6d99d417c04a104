using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Verification;

/// <summary>Counts the checks that could not be made, and says each kind once. Thread: any.</summary>
internal sealed class UnverifiableCounts(ChainSyncMetrics metrics, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(BlockCheck Check, UnverifiableReason Reason)> _said = [];

    /// <summary>Counts what could not be verified of a block.</summary>
    public void Count(ulong number, in BlockVerification found)
    {
        foreach (BlockCheck check in found.Unverifiable)
        {
            UnverifiableReason reason = found.Reasons.ReasonOf(check);
            metrics.Unverifiable(check, reason);
            bool isNew;
            lock (_lock) isNew = _said.Add((check, reason));
            if (isNew) logger.CannotVerify(BlockCheckNames.Of(check), number, UnverifiableReasonNames.Of(reason));
        }
    }
}
