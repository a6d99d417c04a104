using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>A signal to the host at a random moment of a random phase: its own log says when the phase begins.</summary>
internal sealed class KillFault(FaultKind kind) : Fault(kind)
{
    private const int MaxOccurrence = 8;
    private const double FollowedBlocksPerSecond = 400;
    private const double MaxBeginningMs = 300;

    /// <summary>Phases, how long they take, and how often they are aimed at.</summary>
    private static readonly (HostPhase Phase, int MaxDelayMs, int Weight)[] s_targets =
    [
        (HostPhase.StartUp, 400, 6),
        (HostPhase.Topics, 300, 6),
        (HostPhase.Fencing, 80, 10),
        (HostPhase.Progress, 250, 12),
        (HostPhase.Claim, 30, 10),
        (HostPhase.Fetch, 150, 4),
        (HostPhase.Produce, 15, 20),
        (HostPhase.Commit, 40, 24),
        (HostPhase.Committed, 4, 8),
    ];

    private static readonly HostPhase[] s_beginning = [HostPhase.Topics, HostPhase.Fencing, HostPhase.Progress, HostPhase.Claim, HostPhase.Fetch];

    public override int BlocksNeeded => 600;

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        if (world.Random.Next(4) == 0) world.Node.Follow(world.NextBlock, FollowedBlocksPerSecond);
        else world.Node.ServeAll();
        (HostPhase target, TimeSpan delay, int occurrence) = Aim(world);
        await using HostProcess host = world.StartHost();
        Task<HostEvent?> reached = target == HostPhase.StartUp
            ? Task.FromResult<HostEvent?>(null)
            : host.WaitForAsync(entry => entry.Begins(host.IsOpen) == target && --occurrence <= 0);
        try
        {
            await reached.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            world.Problem(Kind, host, $"the host did not come to {target.Name()} within {Patience.TotalSeconds:0} s");
        }

        await PreciseDelay.WaitAsync(delay, cancellationToken);
        if (Kind == FaultKind.Term) await TerminateAsync(world, host, cancellationToken);
        else await KillAsync(world, host);
        world.Retire(host);
    }

    private (HostPhase Target, TimeSpan Delay, int Occurrence) Aim(World world)
    {
        Random random = world.Random;
        // A stream begins seldom, and there its start is worth more than anywhere else.
        if (world.IsNew && random.Next(2) == 0)
            return (s_beginning[random.Next(s_beginning.Length)], TimeSpan.FromMilliseconds(random.NextDouble() * MaxBeginningMs), 1);
        if (Kind == FaultKind.AbortFirst) return (HostPhase.Produce, TimeSpan.Zero, 1);
        int drawn = random.Next(s_targets.Sum(static target => target.Weight));
        foreach ((HostPhase phase, int maxDelayMs, int weight) in s_targets)
        {
            drawn -= weight;
            if (drawn >= 0) continue;
            int occurrence = phase is HostPhase.Produce or HostPhase.Commit or HostPhase.Committed ? random.Next(1, MaxOccurrence + 1) : 1;
            return (phase, TimeSpan.FromMilliseconds(random.NextDouble() * maxDelayMs), occurrence);
        }

        throw new InvalidOperationException("The weights do not sum up.");
    }

    private async Task KillAsync(World world, HostProcess host)
    {
        bool killed = await host.KillAsync();
        world.Report.Struck(Kind, host.Phase.Name());
        if (!killed && host.Process.ExitCode != 0) world.Problem(Kind, host, $"the host ended by itself with exit code {host.Process.ExitCode}");
    }

    private async Task TerminateAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        HostPhase phase = host.Phase;
        bool listens = phase > HostPhase.StartUp; // Before that, the runtime ends the process at once.
        host.Signal(ProcessSignals.Terminate);
        world.Report.Struck(Kind, phase.Name());
        int? code = await WaitForExitAsync(world, host, "after SIGTERM", cancellationToken);
        if (listens && code is not (null or 0)) world.Problem(Kind, host, $"the host ended with exit code {code} after SIGTERM");
    }
}
