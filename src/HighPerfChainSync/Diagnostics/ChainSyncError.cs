namespace HighPerfChainSync.Diagnostics;

/// <summary>What went wrong. The same names are the <c>error.type</c> tag of metrics and choose the exit code of the host.</summary>
public enum ChainSyncError
{
    /// <summary>A fault of the program itself.</summary>
    Internal = 0,

    /// <summary>An option or a configuration key has a value that cannot be used.</summary>
    Configuration,

    /// <summary>The endpoint could not be reached: name, connection, TLS.</summary>
    RpcConnection,

    /// <summary>The endpoint did not answer in time.</summary>
    RpcTimeout,

    /// <summary>The endpoint answered with an HTTP status other than success.</summary>
    RpcHttpStatus,

    /// <summary>The endpoint limits the rate: HTTP 429, or a JSON-RPC error that says so.</summary>
    RpcRateLimited,

    /// <summary>The endpoint limits the size of a batch or of its answer.</summary>
    RpcLimit,

    /// <summary>The credentials were refused: HTTP 401 or 403.</summary>
    RpcUnauthorized,

    /// <summary>The answer ended early or is not JSON.</summary>
    RpcInvalidJson,

    /// <summary>The answer is JSON, but not a JSON-RPC answer to what was asked.</summary>
    RpcInvalidResponse,

    /// <summary>The answer lacks an item that was asked for.</summary>
    RpcMissingItem,

    /// <summary>The answer exceeds the size that is accepted.</summary>
    RpcResponseTooLarge,

    /// <summary>The node does not know the method.</summary>
    RpcMethodNotFound,

    /// <summary>The node has no such data yet: a null result, an unknown block.</summary>
    RpcNotFound,

    /// <summary>The node no longer has this data (execution-apis error 4444).</summary>
    RpcPruned,

    /// <summary>The node answered with another error; its own words are in the message.</summary>
    RpcNodeError,

    /// <summary>A value in the answer has a form that the field cannot have.</summary>
    Decode,

    /// <summary>Block and receipts do not belong together: counts or hashes differ.</summary>
    InconsistentData,

    /// <summary>The node is of another chain than the stream.</summary>
    ChainMismatch,

    /// <summary>A block's parent hash is not the hash of the block before it.</summary>
    ParentMismatch,

    /// <summary>The progress found does not fit what was asked for.</summary>
    ProgressMismatch,

    /// <summary>A sink failed for good.</summary>
    Sink,

    /// <summary>Kafka could not be reached or refused the credentials.</summary>
    KafkaUnavailable,

    /// <summary>A topic is not as it must be, or may not be created or written.</summary>
    KafkaTopic,

    /// <summary>Another instance writes this stream now.</summary>
    Fenced,

    /// <summary>A block stayed wrong, and the stream was not to go on or not to wait.</summary>
    Unverified,

    /// <summary>A commit whose blocks had been let go of failed: they are fetched and written again.</summary>
    CommitLost,

    /// <summary>A reorganisation cannot be followed: it is deeper than allowed, or what it takes back is gone.</summary>
    Reorg,
}
