using System.Diagnostics;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>A broker dies, is restarted or sleeps while the host writes: the host must wait and go on by itself.</summary>
internal sealed class BrokerFault(FaultKind kind) : Fault(kind)
{
    private enum Means
    {
        Kill,
        Restart,
        Suspend,
    }

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.ServeAll();
        await using HostProcess host = world.StartHost();
        if (!await ReachAsync(world, host, cancellationToken)) return;
        int node = await PickNodeAsync(world, cancellationToken);
        Means means = PickMeans(world.Random);
        world.Report.Struck(Kind, $"{host.Phase.Name()}/{means.Name()}");
        await HarmAsync(world, means, node, cancellationToken);
        long since = Stopwatch.GetTimestamp();
        if (await WaitForCommitsAsync(world, host, 2, "after the broker came back", cancellationToken))
            world.Report.Recovered(Kind, Stopwatch.GetElapsedTime(since));
        await EndAsync(world, host, cancellationToken);
        world.Retire(host);
    }

    private async Task<bool> ReachAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        if (!await WaitForCommitsAsync(world, host, world.Random.Next(1, 8), "at its start", cancellationToken)) return false;
        string at = world.Random.Next(2) == 0 ? HostEvent.TransactionBegins : HostEvent.Commits;
        await host.WaitForAsync(entry => entry.Name == at).WaitAsync(Patience, cancellationToken);
        await PreciseDelay.WaitAsync(TimeSpan.FromMilliseconds(20 * world.Random.NextDouble()), cancellationToken);
        return true;
    }

    private async Task<int> PickNodeAsync(World world, CancellationToken cancellationToken) => Kind switch
    {
        FaultKind.Leader => await world.Cluster.LeaderOfAsync(world.AnyDataTopic(), cancellationToken),
        FaultKind.Coordinator => await world.Cluster.CoordinatorOfAsync(world.TransactionalId, cancellationToken),
        _ => world.Random.Next(1, world.Kafka.Nodes + 1),
    };

    private Means PickMeans(Random random) => Kind switch
    {
        FaultKind.KillBroker => Means.Kill,
        FaultKind.RestartBroker => Means.Restart,
        FaultKind.SuspendBroker => Means.Suspend,
        _ => random.Next(3) == 0 ? Means.Suspend : Means.Kill,
    };

    private static async Task HarmAsync(World world, Means means, int node, CancellationToken cancellationToken)
    {
        switch (means)
        {
            case Means.Suspend:
                TimeSpan asleep = world.Random.Next(2) == 0
                    ? TimeSpan.FromSeconds(3 * world.Random.NextDouble())
                    : World.TransactionTimeout + TimeSpan.FromSeconds(1 + (2 * world.Random.NextDouble()));
                await world.Kafka.SuspendAsync(cancellationToken, node);
                await Task.Delay(asleep, cancellationToken);
                await world.Kafka.ContinueAsync(cancellationToken, node);
                return;
            case Means.Kill:
                await world.Kafka.KillAsync(cancellationToken, node);
                break;
            default:
                await world.Kafka.TerminateAsync(cancellationToken, node);
                break;
        }

        await Task.Delay(TimeSpan.FromSeconds(2 * world.Random.NextDouble()), cancellationToken);
        await world.Kafka.RestartAsync(cancellationToken, node);
    }
}
