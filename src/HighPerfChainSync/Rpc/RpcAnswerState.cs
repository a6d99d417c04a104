using System.Buffers;

namespace HighPerfChainSync.Rpc;

/// <summary>What reading an answer has found so far.</summary>
internal struct RpcAnswerState(in ReadOnlySequence<byte> body, RpcBatch batch, IRpcResultHandler handler)
{
    /// <summary>What the reader reads: the answer, or what is behind the last result that a handler has read.</summary>
    public ReadOnlySequence<byte> Rest = body;

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
