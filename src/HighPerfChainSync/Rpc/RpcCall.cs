namespace HighPerfChainSync.Rpc;

/// <summary>One call of a <see cref="RpcBatch"/>: where its text lies and how far it has come.</summary>
internal struct RpcCall
{
    /// <summary>First byte of the method's name in the batch's texts; the parameters follow it.</summary>
    public int TextStart;

    /// <summary>Bytes of the method's name.</summary>
    public int MethodLength;

    /// <summary>Bytes of the parameters.</summary>
    public int ParametersLength;

    /// <summary>The request that the call was last part of.</summary>
    public int Round;

    /// <summary>How far it has come.</summary>
    public RpcCallState State;

    /// <summary>Whether <see cref="Block"/> means anything.</summary>
    public bool HasBlock;

    /// <summary>The block it is about, for messages.</summary>
    public ulong Block;

    /// <summary>Why it failed, in state <see cref="RpcCallState.Failed"/>.</summary>
    public RpcFault? Fault;
}
