namespace HighPerfChainSync.Rpc;

/// <summary>What reading an answer has found so far.</summary>
internal ref struct RpcAnswerState(RpcBatch batch, IRpcResultHandler handler)
{
    /// <summary>The calls.</summary>
    public readonly RpcBatch Batch = batch;

    /// <summary>Takes the results.</summary>
    public readonly IRpcResultHandler Handler = handler;

    /// <summary>Complete items read.</summary>
    public int Items;

    /// <summary>An item that belongs to no call: explains why a call has no answer.</summary>
    public RpcFault? Stray;

    /// <summary>An error that was said of the whole request.</summary>
    public RpcFault? Whole;

    /// <summary>The last error object.</summary>
    public RpcFault? LastError;
}
