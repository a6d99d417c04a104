using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>Creates the source that a stream reads from.</summary>
internal static class SyncStreamSource
{
    /// <summary>The program's own source.</summary>
    public static IBlockSource Create(StreamOptions options, ChainSyncMetrics metrics, SyncStreamServices services)
    {
        ILogger logger = services.Loggers.CreateLogger("HighPerfChainSync.Rpc");
        return services.Source?.Invoke(options, metrics, logger)
            ?? throw new ChainSyncException(ChainSyncError.Configuration, "No source of blocks is given: set SyncStreamServices.Source.");
    }
}
