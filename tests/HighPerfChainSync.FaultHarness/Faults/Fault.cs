using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>One way to harm a run. A round is: the host works, the fault strikes, and what must happen next is waited for.</summary>
internal abstract class Fault(FaultKind kind)
{
    /// <summary>Time in which anything that must happen has happened.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly HostPhase[] s_starting = [HostPhase.Topics, HostPhase.Fencing, HostPhase.Progress, HostPhase.Claim];
    private static readonly HostPhase[] s_writing = [HostPhase.Produce, HostPhase.Commit];

    /// <summary>Which.</summary>
    public FaultKind Kind { get; } = kind;

    /// <summary>Blocks that the stream must have left when the round begins.</summary>
    public virtual int BlocksNeeded => 2000;

    /// <summary>Runs a round.</summary>
    public abstract Task StrikeAsync(World world, CancellationToken cancellationToken);

    /// <summary>Waits until a host comes to a random moment: in its start-up, or in mid-transaction.</summary>
    protected static async Task ReachAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        HostPhase[] phases = world.Random.Next(3) == 0 ? s_starting : s_writing;
        HostPhase phase = phases[world.Random.Next(phases.Length)];
        int occurrence = phases == s_starting ? 1 : world.Random.Next(2, 10);
        await host.WaitForAsync(entry => entry.Begins(host.IsOpen) == phase && --occurrence <= 0).WaitAsync(Patience, cancellationToken);
        await PreciseDelay.WaitAsync(TimeSpan.FromMilliseconds(30 * world.Random.NextDouble()), cancellationToken);
    }

    /// <summary>Waits until a host has committed some more times.</summary>
    /// <returns>False when it ended before, or it took too long; the report has it then.</returns>
    protected async Task<bool> WaitForCommitsAsync(World world, HostProcess host, int commits, string when, CancellationToken cancellationToken)
    {
        Task<HostEvent?> committed = host.WaitForAsync(entry => entry.Name == HostEvent.HasCommitted && --commits <= 0);
        try
        {
            if (await committed.WaitAsync(Patience, cancellationToken) is not null) return true;
            // With other brokers left it may have gone on all the time, to the chain's end.
            if (host.LastCommitted == world.Node.Chain.Source.Last && host.Process.ExitCode == 0) return false;
            world.Problem(Kind, host, $"the host ended {when}, before it committed");
        }
        catch (TimeoutException)
        {
            world.Problem(Kind, host, $"the host committed nothing for {Patience.TotalSeconds:0} s {when}");
        }

        return false;
    }

    /// <summary>Waits until a host ends by itself.</summary>
    /// <returns>Its exit code; null when it took too long, and the report has it.</returns>
    protected async Task<int?> WaitForExitAsync(World world, HostProcess host, string when, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await host.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            world.Problem(Kind, host, $"the host did not end within {Patience.TotalSeconds:0} s {when}");
            return null;
        }
    }

    /// <summary>Ends a host that works, by SIGTERM or by SIGKILL, and gives its figures to the report.</summary>
    protected async Task EndAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        if (world.Random.Next(2) == 0)
        {
            host.Signal(Testing.ProcessSignals.Terminate);
            int? code = await WaitForExitAsync(world, host, "after SIGTERM", cancellationToken);
            if (code is not (null or 0)) world.Problem(Kind, host, $"the host ended with exit code {code} after SIGTERM");
        }

        await host.KillAsync();
    }
}
