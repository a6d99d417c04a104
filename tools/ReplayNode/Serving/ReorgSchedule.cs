using HighPerfChainSync.ReplayNode.Chains;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Reorganises a chain at the heights that were planned: the head stops at each until its block has been given out.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class ReorgSchedule
{
    private readonly Lock _lock = new();
    private readonly BranchingChain? _chain;
    private readonly ReplayHead _head;
    private readonly TimeProvider _time;
    private readonly Queue<ReplayReorg> _steps;
    private long? _servedAt;

    /// <summary>Creates a schedule.</summary>
    /// <exception cref="ArgumentException">The heights do not ascend, or a depth reaches below the chain.</exception>
    internal ReorgSchedule(BranchingChain? chain, ReplayHead head, ReplayServerOptions options)
    {
        _chain = chain;
        _head = head;
        _time = options.Time;
        _steps = new Queue<ReplayReorg>(options.Reorgs);
        ulong before = 0;
        foreach (ReplayReorg step in options.Reorgs)
        {
            if (step.AtHead < before) throw new ArgumentException($"The reorganisation at {step.AtHead} comes after one at {before}: give them in ascending order.", nameof(options));
            if (chain is null || step.AtHead < chain.First + (ulong)step.Depth || step.AtHead > chain.Last)
                throw new ArgumentException($"The reorganisation at {step.AtHead}, {step.Depth} blocks deep, reaches beyond the chain.", nameof(options));
            before = step.AtHead;
        }

        _head.Limit = _steps.TryPeek(out ReplayReorg? first) ? first.AtHead : null;
    }

    /// <summary>Notes that a block with its transactions has been given out.</summary>
    internal void Served(ulong number)
    {
        lock (_lock)
        {
            if (_steps.TryPeek(out ReplayReorg? step) && number == step.AtHead) _servedAt ??= _time.GetTimestamp();
        }
    }

    /// <summary>Makes the reorganisations that are due.</summary>
    internal void Advance()
    {
        lock (_lock)
        {
            if (!_steps.TryPeek(out ReplayReorg? step) || _servedAt is not long served || _time.GetElapsedTime(served) < step.Hold) return;
            _steps.Dequeue();
            _servedAt = null;
            if (step.Depth == 0) _chain!.SwitchBack();
            else _chain!.Reorganise(step.AtHead, step.Depth);
            _head.Release(_steps.TryPeek(out ReplayReorg? next) ? next.AtHead : null);
        }
    }
}
