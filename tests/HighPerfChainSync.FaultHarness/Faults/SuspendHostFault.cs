using System.Diagnostics;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>The host sleeps in mid-transaction until the broker has aborted it: that is not another instance, so it must go on.</summary>
internal sealed class SuspendHostFault() : Fault(FaultKind.SuspendHost)
{
    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.ServeAll();
        await using HostProcess host = world.StartHost();
        string at = world.Random.Next(2) == 0 ? HostEvent.TransactionBegins : HostEvent.Commits;
        int occurrence = world.Random.Next(2, 6);
        await host.WaitForAsync(entry => host.IsOpen && entry.Name == at && --occurrence <= 0).WaitAsync(Patience, cancellationToken);
        // The broker must have heard of the transaction, or it has none to abort.
        await PreciseDelay.WaitAsync(TimeSpan.FromMilliseconds(12 * world.Random.NextDouble()), cancellationToken);
        host.Signal(ProcessSignals.Suspend);
        world.Report.Struck(Kind, host.Phase.Name());
        await Task.Delay(World.TransactionTimeout + TimeSpan.FromSeconds(1 + (2 * world.Random.NextDouble())), cancellationToken);
        long since = Stopwatch.GetTimestamp();
        host.Signal(ProcessSignals.Continue);
        if (await WaitForCommitsAsync(world, host, 2, "after it was suspended for longer than its transaction may last", cancellationToken))
            world.Report.Recovered(Kind, Stopwatch.GetElapsedTime(since), host.Outcome);
        await EndAsync(world, host, cancellationToken);
        world.Retire(host);
    }
}
