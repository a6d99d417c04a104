using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>What came of one request.</summary>
internal struct RpcRound
{
    /// <summary>Calls in it; 0 when none waited.</summary>
    public int Asked;

    /// <summary>Whether at least one call is over.</summary>
    public bool HasProgress;

    /// <summary>The fault that decides what happens next; null when no call is to be sent again.</summary>
    public RpcFault? Fault;

    /// <summary>The call that had it.</summary>
    public int FaultIndex;

    /// <summary>Notes the fault of a call that is to be sent again: limits of rate and size decide before anything else.</summary>
    public void Add(int index, RpcFault fault)
    {
        if (Fault is not null && Rank(fault) <= Rank(Fault)) return;
        Fault = fault;
        FaultIndex = index;
    }

    private static int Rank(RpcFault fault) => fault.Error switch
    {
        ChainSyncError.RpcLimit or ChainSyncError.RpcResponseTooLarge => 3,
        ChainSyncError.RpcRateLimited => 2,
        _ => 1,
    };
}
