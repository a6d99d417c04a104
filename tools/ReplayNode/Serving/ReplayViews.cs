using HighPerfChainSync.ReplayNode.Chains;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Chooses who answers: moves the chain on by its schedule, takes replicas in turn, and lets one of them lag.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class ReplayViews(ReplayChain chain, ReplayHead head, ReplayFaults faults, ReorgSchedule schedule, ReplayServerOptions options)
{
    /// <summary>How far behind a replica is that lags by fault.</summary>
    private const ulong LaggingBlocks = 4;

    private uint _next;

    /// <summary>Whether every call of a batch may be answered by another replica.</summary>
    internal bool IsPerCall => options.ReplicaPerCall;

    /// <summary>Ends when the head is put somewhere the next time.</summary>
    internal Task Moved => head.Moved;

    /// <summary>The view of the node whose turn it is.</summary>
    internal ReplayView Take()
    {
        schedule.Advance();
        ReplayReplica? replica = options.Replicas.Count == 0
            ? null
            : options.Replicas[(int)((Interlocked.Increment(ref _next) - 1) % (uint)options.Replicas.Count)];
        ulong lag = replica?.Lag ?? 0;
        if (faults.Strikes(ReplayFault.LaggingReplica)) lag += LaggingBlocks;
        return Create(replica, lag);
    }

    /// <summary>The view of the node that is furthest ahead, whoever's turn it is.</summary>
    internal ReplayView Peek()
    {
        schedule.Advance();
        return Create(null, 0);
    }

    /// <summary>Notes that a block with its transactions has been given out.</summary>
    internal void Served(ulong number) => schedule.Served(number);

    private ReplayView Create(ReplayReplica? replica, ulong lag)
    {
        ReplayChain branch = replica?.Branch is int index && chain is BranchingChain branching && index < branching.Count
            ? branching.Branch(index)
            : chain.Current;
        ulong number = head.Number;
        number = number - head.First > lag ? number - lag : head.First;
        return new ReplayView(branch, number, head.SafeAt(number), head.FinalizedAt(number));
    }
}
