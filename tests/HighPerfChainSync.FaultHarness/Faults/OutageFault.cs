using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>Kafka is away under full load: memory stays bounded, nothing spins, and the host goes on by itself.</summary>
internal sealed class OutageFault(TimeSpan length) : Fault(FaultKind.Outage)
{
    private const int BudgetMiB = 64;

    /// <summary>What the process holds beside the blocks under way: runtime, code, pools, librdkafka's queue and buffers.</summary>
    private const int BaseMiB = 300;

    /// <summary>How much the resident set may grow once the budget is used up.</summary>
    private const int GrowthMiB = 48;

    /// <summary>Of one processor: a thread that spins takes a whole one.</summary>
    private const double MaxCpu = 0.25;

    /// <summary>The budget is used up, and what is compiled and pooled is there, when so many samples in a row found the resident set as good as still.</summary>
    private const int StillSamples = 3;

    private const long StillBytes = 2 << 20;

    private static readonly TimeSpan s_sample = TimeSpan.FromSeconds(1);

    /// <summary>A slow machine takes long to fill the budget; one that never comes to rest is what the growth is for.</summary>
    private static readonly TimeSpan s_maxSettle = TimeSpan.FromSeconds(60);

    public override int BlocksNeeded => 200;

    public override async Task StrikeAsync(World world, CancellationToken cancellationToken)
    {
        world.Node.ServeAll();
        await using HostProcess host = world.StartHost(null, "--budget", string.Create(CultureInfo.InvariantCulture, $"{BudgetMiB}MB"));
        if (!await WaitForCommitsAsync(world, host, 3, "at its start", cancellationToken)) return;
        await world.Kafka.KillAsync(cancellationToken);
        world.Report.Struck(Kind, host.Phase.Name());
        await WatchAsync(world, host, cancellationToken);
        await world.Kafka.RestartAsync(cancellationToken);
        long since = Stopwatch.GetTimestamp();
        if (await WaitForCommitsAsync(world, host, 1, "after Kafka came back", cancellationToken))
            world.Report.Recovered(Kind, Stopwatch.GetElapsedTime(since), host.Outcome);
        int? code = await WaitForExitAsync(world, host, "after Kafka came back", cancellationToken);
        if (code is not (null or 0)) world.Problem(Kind, host, $"the host ended with exit code {code} after an outage");
        if (host.Usage.PeakBytes > (long)(BudgetMiB + BaseMiB) << 20)
            world.Problem(Kind, host, $"the host's memory reached {host.Usage.PeakBytes >> 20} MiB, with a budget of {BudgetMiB} MiB");
        world.Retire(host);
    }

    private async Task WatchAsync(World world, HostProcess host, CancellationToken cancellationToken)
    {
        await SettleAsync(host, cancellationToken);
        long resident = host.Usage.ResidentBytes;
        TimeSpan cpu = host.Usage.Cpu;
        long since = Stopwatch.GetTimestamp();
        await Task.Delay(length, cancellationToken);
        if (host.HasExited)
        {
            world.Problem(Kind, host, "the host ended while Kafka was away");
            return;
        }

        host.Usage.Sample();
        TimeSpan watched = Stopwatch.GetElapsedTime(since);
        double share = (host.Usage.Cpu - cpu) / watched;
        long grown = (host.Usage.ResidentBytes - resident) >> 20;
        world.Report.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"outage of {length.TotalSeconds:0} s: resident set {resident >> 20} MiB, {grown:+0;-0;0} MiB in {watched.TotalSeconds:0} s, {share:P1} of a processor, peak {host.Usage.PeakBytes >> 20} MiB"));
        if (share > MaxCpu) world.Problem(Kind, host, $"the host takes {share:P0} of a processor while Kafka is away");
        if (grown > GrowthMiB) world.Problem(Kind, host, $"the host's memory grew by {grown} MiB while Kafka was away");
    }
    /// <summary>Waits until the host's memory grows no more; the last sample stands then.</summary>
    private static async Task SettleAsync(HostProcess host, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        long resident = 0;
        for (int still = 0; still < StillSamples && Stopwatch.GetElapsedTime(begun) < s_maxSettle && !host.HasExited;)
        {
            await Task.Delay(s_sample, cancellationToken);
            host.Usage.Sample();
            still = Math.Abs(host.Usage.ResidentBytes - resident) < StillBytes ? still + 1 : 0;
            resident = host.Usage.ResidentBytes;
        }
    }
}
