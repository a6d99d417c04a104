using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>Creates the source that a stream reads from.</summary>
internal static class SyncStreamSource
{
    /// <summary>The program's own source, or the JSON-RPC endpoints of the options.</summary>
    public static IBlockSource Create(StreamOptions options, ChainSyncMetrics metrics, SyncStreamServices services)
    {
        ILogger logger = services.Loggers.CreateLogger("HighPerfChainSync.Rpc");
        return services.Source?.Invoke(options, metrics, logger) ?? new RpcBlockSource(options.Endpoints, metrics, logger, services.Time, options.Verification);
    }
}
