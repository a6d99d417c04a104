using System.Buffers;

namespace HighPerfChainSync.Rpc;

/// <summary>What reading an answer has found so far.</summary>
/// <param name="body">The answer.</param>
/// <param name="batch">Its calls.</param>
/// <param name="handler">Takes the results.</param>
/// <param name="release">Is told from where on the answer is still read: the memory before may be given back. Null when it is not to be.</param>
internal struct RpcAnswerState(in ReadOnlySequence<byte> body, RpcBatch batch, IRpcResultHandler handler, Action<SequencePosition>? release)
{
    /// <summary>What the reader reads: the answer, or what is behind the last result that a handler has read.</summary>
    public ReadOnlySequence<byte> Rest { get; private set; } = body;

    /// <summary>Bytes of the whole answer.</summary>
    public readonly long Length = body.Length;

    /// <summary>Where <see cref="Rest"/> begins in the answer, bytes.</summary>
    public readonly long Begin => Length - Rest.Length;

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

    /// <summary>Goes on behind a result, and gives back what lies before.</summary>
    public void GoTo(in ReadOnlySequence<byte> rest)
    {
        Rest = rest;
        if (!rest.IsEmpty) release?.Invoke(rest.Start); // What ends here is given back with the whole.
    }
}
