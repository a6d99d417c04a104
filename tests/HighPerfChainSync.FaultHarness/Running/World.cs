using System.Globalization;
using HighPerfChainSync.FaultHarness.Auditing;
using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.FaultHarness.Source;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>What rounds act on: a Kafka, a node, the stream that goes on from round to round, and the hosts that write it.</summary>
internal sealed class World(KafkaProcess kafka, SourceNode node, Random random, HarnessReport report, string directory, string prefix, bool keepsLogs) : IAsyncDisposable
{
    /// <summary>Short, so that a fault can outlast it; a commit takes a hundredth of it.</summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(4);

    /// <summary>The distribution makes the transaction log with so many.</summary>
    private const int TransactionPartitions = 4;

    private const ulong FinalBlocks = 100;

    /// <summary>After broker faults a consumer waits up to 10 s between two attempts to reconnect, and again to fetch.</summary>
    private static readonly TimeSpan s_followLimit = TimeSpan.FromSeconds(60);

    private readonly List<string> _logs = [];
    private TailReader? _tail;
    private ulong? _committed;
    private int _streams;
    private int _starts;

    public KafkaProcess Kafka { get; } = kafka;

    public SourceNode Node { get; } = node;

    public Random Random { get; } = random;

    public HarnessReport Report { get; } = report;

    public ClusterView Cluster { get; } = new(kafka.BootstrapServers, TransactionPartitions);

    /// <summary>Name of the stream, the chain's name to the host.</summary>
    public string Stream { get; private set; } = "";

    /// <summary>Whether nothing of the stream has been committed yet, as far as hosts have said.</summary>
    public bool IsNew => _committed is null;

    /// <summary>The id that a host's transactions have.</summary>
    public string TransactionalId => Stream + "_progress";

    /// <summary>The block after the last that a host has said is committed.</summary>
    public ulong NextBlock => _committed + 1 ?? Node.Chain.Source.First;

    /// <summary>Sees to it that the stream has enough blocks left: else it is audited, and another begins.</summary>
    public async Task BeginRoundAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (_tail is not null && Node.Chain.Source.Last - NextBlock + 1 < (ulong)fault.BlocksNeeded) await EndStreamAsync(cancellationToken);
        if (_tail is not null) return;
        Stream = string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_streams:000}");
        _committed = null;
        _starts = 0;
        _tail = new TailReader(Kafka.BootstrapServers, Node.Chain, Stream);
    }

    /// <summary>Starts a host on the stream.</summary>
    /// <param name="last">The block it ends with; null is the chain's last.</param>
    /// <param name="further">Further arguments.</param>
    public HostProcess StartHost(ulong? last = null, params string[] further)
    {
        string log = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Stream}-{++_starts:000}.log"));
        _logs.Add(log);
        List<string> arguments =
        [
            "sync", "--rpc", Node.Url, "--kafka", Kafka.BootstrapServers, "--chain", Stream,
            "--from", Text(Node.Chain.Source.First), "--to", Text(last ?? Node.Chain.Source.Last), "--log", "json", "--verbosity", "detailed",
            "--kafka-config", "transaction.timeout.ms=" + Text((ulong)TransactionTimeout.TotalMilliseconds),
        ];
        arguments.AddRange(further);
        return HostProcess.Start(log, arguments);
    }

    /// <summary>Takes the figures of a host that has ended.</summary>
    public void Retire(HostProcess host)
    {
        if (host.LastCommitted is { } last && !(_committed > last)) _committed = last;
        if (host.FirstCommit is { } time && !host.LogFile.EndsWith("-001.log", StringComparison.Ordinal)) Report.Restarted(time);
        Report.Peak(host.Usage.PeakBytes);
    }

    /// <summary>Reports what must not happen.</summary>
    public void Problem(FaultKind kind, HostProcess host, string what)
    {
        string said = Array.FindLast(host.Events, static entry => entry.Name == HostEvent.StreamFailed)?.Message ?? host.Events.LastOrDefault()?.Message ?? "nothing";
        Report.Problem($"{kind.Name()}, stream {Stream}: {what}. It said last: {said} (log: {host.LogFile})");
    }

    /// <summary>One of the stream's data topics.</summary>
    public string AnyDataTopic() => KnownChain.Topics(Stream)[Random.Next(KnownChain.Entities.Count)];

    /// <summary>Lets a last host write a little without any fault, then judges the stream.</summary>
    public async Task EndStreamAsync(CancellationToken cancellationToken)
    {
        if (_tail is null) return;
        Node.ServeAll();
        ulong last = Math.Min(Node.Chain.Source.Last, NextBlock + FinalBlocks);
        await using (HostProcess host = StartHost(last))
        {
            int code = await host.WaitForExitAsync(cancellationToken);
            if (code != 0) Problem(FaultKind.Kill, host, $"a last run without any fault ended with exit code {code}");
            Retire(host);
        }

        bool sound = Report.IsSound;
        var audit = new StreamAudit(Kafka.BootstrapServers, Node.Chain, Stream);
        StreamLedger ledger = await audit.RunAsync(cancellationToken);
        foreach (string problem in audit.Problems) Report.Problem(problem);
        if (!(audit.Last >= last)) Report.Problem($"{Stream}: the progress names block {audit.Last}, where block {last} has been committed");
        Report.Audited(ledger);
        await EndTailAsync(ledger, cancellationToken);
        await CrossCheckAsync(cancellationToken);
        if (sound && Report.IsSound && !keepsLogs) _logs.ForEach(File.Delete);
        _logs.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (_tail is { } tail) await tail.DisposeAsync();
        _tail = null;
    }

    /// <summary>The consumer that followed must come to the same end.</summary>
    private async Task EndTailAsync(StreamLedger audited, CancellationToken cancellationToken)
    {
        TailReader tail = _tail!;
        _tail = null;
        await tail.WaitForAsync(audited.Records, s_followLimit, cancellationToken);
        StreamLedger followed = await tail.StopAsync();
        await tail.DisposeAsync();
        Report.Followed(followed);
        if (followed.Records != audited.Records)
            Report.Problem($"{Stream}: a consumer that followed the stream has seen {followed.Records} records of {audited.Records}");
    }

    /// <summary>What the program itself says of the stream must be the same.</summary>
    private async Task CrossCheckAsync(CancellationToken cancellationToken)
    {
        string log = Path.Combine(directory, Stream + "-audit.log");
        _logs.Add(log);
        await using HostProcess audit = HostProcess.Start(log, ["consume", "--audit", "--kafka", Kafka.BootstrapServers, "--chain", Stream]);
        int code = await audit.WaitForExitAsync(cancellationToken);
        if (code == 0) return;
        using var output = new StreamReader(audit.Output);
        Report.Problem($"{Stream}: chainsync consume --audit ends with exit code {code} (log: {log}): {await output.ReadToEndAsync(cancellationToken)}");
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
