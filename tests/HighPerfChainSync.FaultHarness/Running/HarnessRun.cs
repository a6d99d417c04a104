using System.Diagnostics;
using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Reorgs;
using HighPerfChainSync.FaultHarness.Source;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>Runs segments of rounds one after the other and judges every stream.</summary>
internal sealed class HarnessRun(HarnessOptions options, TextWriter output)
{
    /// <summary>What the last round and audit may take beyond the limit, however badly they hang.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(5);

    private readonly HarnessReport _report = new(options.Seed, output, options.IsVerbose);
    private readonly Stopwatch _time = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("chainsync-harness-").FullName;
    private KafkaProcess? _kafka;
    private SourceNode? _small;
    private SourceNode? _large;
    private int _clusters;

    /// <summary>Runs them.</summary>
    /// <returns>Whether nothing is wrong.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        _time.Start();
        output.WriteLine($"seed {options.Seed}, logs and Kafka's data in {_directory}");
        bool sound = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.MaxTime + s_grace);
        try
        {
            foreach (Segment segment in segments) await RunSegmentAsync(segment, limit.Token);
            if (options.ReorgRounds > 0) await RunReorgsAsync(limit.Token);
            _report.Print(_time.Elapsed);
            sound = _report.IsSound;
        }
        catch (Exception error) when (error is HarnessException or OperationCanceledException or InvalidOperationException)
        {
            _report.Print(_time.Elapsed);
            output.WriteLine(error is OperationCanceledException ? "STOPPED before its end." : "STOPPED: " + error.Message);
        }
        finally
        {
            await EndAsync(keep: options.KeepsFiles || !sound);
        }

        return sound;
    }

    private async Task RunSegmentAsync(Segment segment, CancellationToken cancellationToken)
    {
        KafkaProcess kafka = await KafkaAsync(segment.Nodes, cancellationToken);
        SourceNode node = segment.LargeBlocks
            ? _large ??= await SourceNode.StartLargeAsync(options.LargeBlocks, (ulong)options.Seed, _directory, cancellationToken)
            : _small ??= await SourceNode.StartSmallAsync(options.Blocks, (ulong)options.Seed, _directory, cancellationToken);
        output.WriteLine(FormattableString.Invariant(
            $"{segment.Name}: {segment.Faults.Count} rounds, {segment.Nodes} broker(s), a chain of {node.Chain.Blocks} blocks and {node.Chain.Records} records ({_time.Elapsed.TotalSeconds:0} s)"));
        var random = new Random(options.Seed);
        await using var world = new World(kafka, node, random, _report, _directory, segment.Name, options.KeepsFiles);
        foreach (Fault fault in segment.Faults)
        {
            if (_time.Elapsed > options.MaxTime)
            {
                // Whoever asked for rounds must not take fewer for all of them.
                _report.Problem($"{segment.Name}: stopped after {options.MaxTime.TotalMinutes:0} minutes, before its last round");
                break;
            }

            await RunRoundAsync(world, fault, cancellationToken);
        }

        await world.EndStreamAsync(cancellationToken);
    }

    private async Task RunReorgsAsync(CancellationToken cancellationToken)
    {
        KafkaProcess kafka = await KafkaAsync(1, cancellationToken);
        output.WriteLine(FormattableString.Invariant($"reorg: {options.ReorgRounds} rounds, 1 broker, a chain that is reorganised ({_time.Elapsed.TotalSeconds:0} s)"));
        await using var run = new ReorgRun(kafka, _report, new Random(options.Seed), (ulong)options.Seed, _directory, "reorg");
        await run.RunAsync(options.ReorgRounds, cancellationToken);
    }

    private async Task RunRoundAsync(World world, Fault fault, CancellationToken cancellationToken)
    {
        _report.Rounds++;
        try
        {
            await world.BeginRoundAsync(fault, cancellationToken);
            await fault.StrikeAsync(world, cancellationToken);
        }
        catch (Exception error) when (error is TimeoutException or Confluent.Kafka.KafkaException)
        {
            _report.Problem($"{fault.Kind.Name()}: {error.Message}");
            await HealAsync(world.Kafka, cancellationToken);
        }

        _report.Progress(_time.Elapsed);
    }

    /// <summary>Brings back every node that a broken round has left dead or asleep.</summary>
    private static async Task HealAsync(KafkaProcess kafka, CancellationToken cancellationToken)
    {
        for (int node = 1; node <= kafka.Nodes; node++)
        {
            if (kafka.IsRunning(node)) await kafka.ContinueAsync(cancellationToken, node);
            else await kafka.RestartAsync(cancellationToken, node);
        }
    }

    private async Task<KafkaProcess> KafkaAsync(int nodes, CancellationToken cancellationToken)
    {
        if (_kafka?.Nodes == nodes) return _kafka;
        if (_kafka is { } old) await old.DisposeAsync(options.KeepsFiles || !_report.IsSound);
        _kafka = null;
        _kafka = await KafkaProcess.StartAsync(
            new KafkaProcessOptions
            {
                Nodes = nodes,
                Directory = Path.Combine(_directory, FormattableString.Invariant($"kafka{++_clusters}")),
                // By default the broker looks for transactions that are too old only each ten seconds.
                Settings = [new("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500")],
            },
            cancellationToken);
        return _kafka;
    }

    private async Task EndAsync(bool keep)
    {
        if (_small is { } small) await small.DisposeAsync();
        if (_large is { } large) await large.DisposeAsync();
        if (_kafka is { } kafka) await kafka.DisposeAsync(keep);
        if (keep) output.WriteLine($"Logs and Kafka's data are kept in {_directory}");
        else Directory.Delete(_directory, recursive: true);
    }
}
