using System.Diagnostics;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>A broker dies, is restarted or sleeps while the host writes: the host must wait and go on by itself.</summary>
internal sealed class BrokerFault(FaultKind kind) : Fault(kind)
{
    private const ulong FollowedFrom = 200;
    private const double FollowedBlocksPerSecond = 60;

    private enum Means
    {
        Kill,
        Restart,
        Suspend,
    }

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        // With other brokers left the host may go on at once, and must not come to the chain's end before the fault does.
        if (world.Kafka.Nodes == 1) world.Node.ServeAll();
        else world.Node.Follow(world.NextBlock + FollowedFrom, FollowedBlocksPerSecond);
        await using HostProcess host = world.StartHost();
        await ReachAsync(world, host, cancellationToken);
        int node = await PickNodeAsync(world, cancellationToken);
        Means means = PickMeans(world.Random);
        bool dies = world.Random.Next(5) == 0;
        world.Report.Struck(Kind, $"{host.Phase.Name()}/{means.Name()}{(dies ? "/kill-host" : "")}");
        Task harm = HarmAsync(world, means, node, cancellationToken);
        if (dies) await KillAsync(world, host, cancellationToken);
        await harm;
        long since = Stopwatch.GetTimestamp();
        await using HostProcess last = dies ? world.StartHost() : host;
        if (await WaitForCommitsAsync(world, last, 2, "after the broker came back", cancellationToken))
            world.Report.Recovered(Kind, Stopwatch.GetElapsedTime(since), last.Outcome);
        await EndAsync(world, last, cancellationToken);
        world.Retire(last);
    }

    /// <summary>The host dies too, while the broker is away or just back.</summary>
    private static async Task KillAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(4 * world.Random.NextDouble()), cancellationToken);
        await host.KillAsync();
        world.Retire(host);
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
