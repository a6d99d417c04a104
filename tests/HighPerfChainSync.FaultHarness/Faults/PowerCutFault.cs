using System.Diagnostics;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>The only broker and the host die at once and start again: what was under way is left to Kafka's own recovery.</summary>
internal sealed class PowerCutFault() : Fault(FaultKind.PowerCut)
{
    private static readonly TimeSpan s_longest = World.TransactionTimeout + TimeSpan.FromSeconds(2);

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.ServeAll();
        await using HostProcess host = world.StartHost();
        await ReachAsync(world, host, cancellationToken);
        Task broker = world.Kafka.KillAsync(cancellationToken);
        await host.KillAsync();
        await broker;
        world.Report.Struck(Kind, host.Phase.Name());
        world.Retire(host);

        // For shorter or longer than a transaction may last: the broker ends what it finds when it is back, or some time later.
        await Task.Delay(s_longest * world.Random.NextDouble(), cancellationToken);
        bool isFirst = world.Random.Next(2) == 0;
        await using HostProcess? early = isFirst ? world.StartHost() : null;
        await world.Kafka.RestartAsync(cancellationToken);
        long since = Stopwatch.GetTimestamp();
        await using HostProcess? late = isFirst ? null : world.StartHost();
        HostProcess next = early ?? late!;
        if (await WaitForCommitsAsync(world, next, 2, "after the power came back", cancellationToken))
            world.Report.Recovered(Kind, Stopwatch.GetElapsedTime(since), next.Outcome);
        await EndAsync(world, next, cancellationToken);
        world.Retire(next);
    }
}
