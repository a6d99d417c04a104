namespace HighPerfChainSync.Diagnostics;

/// <summary>The root of everything that this library throws on purpose.</summary>
public class ChainSyncException : Exception
{
    /// <summary>Creates an error with a message that says what, where and what to do.</summary>
    public ChainSyncException(ChainSyncError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What went wrong.</summary>
    public ChainSyncError Error { get; }

    /// <summary>Whether trying again may help.</summary>
    public virtual bool IsTransient => Error is
        ChainSyncError.RpcConnection or ChainSyncError.RpcTimeout or ChainSyncError.RpcHttpStatus
        or ChainSyncError.RpcRateLimited or ChainSyncError.RpcLimit or ChainSyncError.RpcInvalidJson
        or ChainSyncError.RpcInvalidResponse or ChainSyncError.RpcMissingItem or ChainSyncError.RpcResponseTooLarge
        or ChainSyncError.RpcNotFound or ChainSyncError.RpcNodeError or ChainSyncError.RpcUnauthorized
        or ChainSyncError.RpcPruned or ChainSyncError.Decode or ChainSyncError.InconsistentData
        or ChainSyncError.KafkaUnavailable;
}
