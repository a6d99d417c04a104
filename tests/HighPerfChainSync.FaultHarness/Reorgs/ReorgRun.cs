using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Running;
using HighPerfChainSync.FaultHarness.Source;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Reorgs;

/// <summary>
/// A chain that is reorganised while its host is killed: before, in and after the transaction that takes blocks back. A consumer that
/// applies retractions follows, and must hold the node's chain after each round.
/// </summary>
internal sealed class ReorgRun(KafkaProcess kafka, HarnessReport report, Random random, ulong seed, string directory, string stream) : IAsyncDisposable
{
    private const int Blocks = 20_000;
    private const int ServedAtFirst = 150;
    private const int MaxDepth = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Where a host is killed, how much later at most, and how often that is aimed at.</summary>
    private static readonly (string Event, int MaxDelayMs, int Weight)[] s_targets =
    [
        ("Rewinds", 60, 2), ("TakesBack", 15, 4), (HostEvent.TransactionBegins, 15, 4), (HostEvent.Commits, 25, 4), (HostEvent.HasCommitted, 4, 1), ("", 0, 3),
    ];

    private readonly RetractingConsumer _consumer = new(kafka.BootstrapServers, stream);
    private MovingNode _node = null!;
    private HostProcess? _host;
    private int _starts;

    /// <summary>Runs so many rounds, then judges the stream.</summary>
    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        _node = await MovingNode.StartAsync(Blocks, ServedAtFirst, seed, cancellationToken);
        StartHost();
        await FollowAsync("at the start", cancellationToken);
        for (int round = 0; round < rounds; round++)
        {
            report.Rounds++;
            await StrikeAsync(cancellationToken);
            await FollowAsync($"after round {report.Rounds}", cancellationToken);
        }

        await JudgeAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { } host) await host.DisposeAsync();
        await _consumer.DisposeAsync();
        if (_node is { } node) await node.DisposeAsync();
    }

    private async Task StrikeAsync(CancellationToken cancellationToken)
    {
        (string target, TimeSpan delay) = Aim();
        Task<HostEvent?>? reached = target.Length == 0 ? null : AfterRewind(target);
        string what = await MoveAsync(cancellationToken);
        report.Struck(FaultKind.Kill, target.Length == 0 ? $"{what}, no kill" : $"{what}, {target}");
        if (reached is null) return;
        // A chain that came back to the first branch before anybody looked leads nowhere.
        await Task.WhenAny(reached, Task.Delay(s_patience / 9, cancellationToken));
        await PreciseDelay.WaitAsync(delay, cancellationToken);
        await RestartAsync(cancellationToken);
    }

    /// <summary>Changes the chain: the same height on another branch, or more; twice in a row; back; or while the host catches up with it.</summary>
    private async Task<string> MoveAsync(CancellationToken cancellationToken)
    {
        int depth = random.Next(3) == 0 ? random.Next(1, MaxDepth + 1) : random.Next(1, 6);
        _node.Grow(random.Next(0, 4));
        _node.Reorganise(depth);
        switch (random.Next(7))
        {
            case 0:
                _node.Grow(random.Next(0, 3));
                _node.Reorganise(random.Next(1, MaxDepth + 1));
                return "twice";
            case 1:
                _node.SwitchBack();
                return "there and back";
            case 2:
                _node.Grow(random.Next(1, 30));
                return "and on";
            case 3:
                _node.Grow(random.Next(100, 400));
                await Task.Delay(random.Next(0, 200), cancellationToken);
                _node.Reorganise(random.Next(1, MaxDepth + 1));
                return "while it catches up";
            default:
                return "same height";
        }
    }

    private (string Event, TimeSpan Delay) Aim()
    {
        int drawn = random.Next(s_targets.Sum(static target => target.Weight));
        int i = 0;
        while ((drawn -= s_targets[i].Weight) >= 0) i++;
        return (s_targets[i].Event, TimeSpan.FromMilliseconds(random.NextDouble() * s_targets[i].MaxDelayMs));
    }

    /// <summary>The first line of this name once blocks are being taken back.</summary>
    private Task<HostEvent?> AfterRewind(string name)
    {
        bool isRewinding = false;
        return _host!.WaitForAsync(entry =>
        {
            isRewinding |= entry.Name is "Rewinds" or "TakesBack";
            return isRewinding && entry.Name == name;
        });
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        HostProcess host = _host!;
        bool killed = await host.KillAsync();
        if (!killed) report.Problem(FormattableString.Invariant($"{stream}: the host ended by itself with exit code {host.Process.ExitCode} (log: {host.LogFile})"));
        report.Peak(host.Usage.PeakBytes);
        await host.DisposeAsync();
        cancellationToken.ThrowIfCancellationRequested();
        StartHost();
    }

    private void StartHost()
    {
        string log = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{stream}-{++_starts:000}.log"));
        _host = HostProcess.Start(log,
        [
            "sync", "--rpc", _node.Url, "--kafka", kafka.BootstrapServers, "--chain", stream, "--log", "json", "--verbosity", "detailed",
            "--kafka-config", string.Create(CultureInfo.InvariantCulture, $"transaction.timeout.ms={World.TransactionTimeout.TotalMilliseconds:0}"),
        ]);
    }

    private async Task FollowAsync(string when, CancellationToken cancellationToken)
    {
        long since = Stopwatch.GetTimestamp();
        string hash = _node.HeadHash;
        if (await _consumer.WaitForBlockAsync(hash, s_patience, cancellationToken))
        {
            report.Recovered(FaultKind.Kill, Stopwatch.GetElapsedTime(since), HostOutcome.WentOn);
            return;
        }

        report.Problem($"{stream}: {when}, block {_node.Head} ({hash}) did not come in {s_patience.TotalSeconds:0} s; the newest is {_consumer.NewestHash} (log: {_host!.LogFile})");
        if (_host.HasExited) StartHost();
    }

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        // One that has only just been started does not listen yet.
        for (int wait = 0; wait < 1000 && _host!.Events.Length == 0 && !_host.HasExited; wait++) await Task.Delay(20, cancellationToken);
        _host!.Signal(ProcessSignals.Terminate);
        int code = await _host.WaitForExitAsync(cancellationToken);
        if (code != 0) report.Problem($"{stream}: the host ended with exit code {code} after SIGTERM (log: {_host.LogFile})");
        List<string>[] ids = _node.Contents();
        for (int i = 0; i < ids.Length; i++)
        {
            string topic = KnownChain.Entities[i] + "s";
            List<string> standing = _consumer.Ids(topic);
            // Another topic may still be on its way to the consumer.
            for (int wait = 0; wait < 100 && standing.Count != ids[i].Count; wait++)
            {
                await Task.Delay(100, cancellationToken);
                standing = _consumer.Ids(topic);
            }

            if (!standing.SequenceEqual(ids[i])) report.Problem($"{stream}_{topic}: {standing.Count} records stand, which are not the {ids[i].Count} of the node's chain");
        }

        foreach (string problem in _consumer.Problems) report.Problem($"{stream}: {problem}");
        report.Note($"{stream}: {_consumer.RetractedBlocks} blocks taken back, {_consumer.Records} records in all, {_node.Head} is the newest block");
        await AuditAsync(cancellationToken);
    }

    private async Task AuditAsync(CancellationToken cancellationToken)
    {
        string log = Path.Combine(directory, stream + "-audit.log");
        await using HostProcess audit = HostProcess.Start(log, ["consume", "--audit", "--kafka", kafka.BootstrapServers, "--chain", stream]);
        int code = await audit.WaitForExitAsync(cancellationToken);
        if (code == 0) return;
        using var output = new StreamReader(audit.Output);
        report.Problem($"{stream}: chainsync consume --audit ends with exit code {code} (log: {log}): {await output.ReadToEndAsync(cancellationToken)}");
    }
}
