namespace HighPerfChainSync.Rpc;

/// <summary>How far a call of a batch has come.</summary>
internal enum RpcCallState : byte
{
    /// <summary>It is to be sent.</summary>
    Waiting = 0,

    /// <summary>It is part of the request under way.</summary>
    Asked,

    /// <summary>Its result was given to the handler.</summary>
    Done,

    /// <summary>It has no usable result.</summary>
    Failed,
}
