using System.Diagnostics;
using System.Globalization;

namespace HighPerfChainSync.Testing;

/// <summary>An Apache Kafka of one node or more that a test starts, kills and ends, where the distribution and Java are there.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    /// <summary>From a node's plain port to its secure one.</summary>
    private const int SecureOffset = 200;

    /// <summary>Another process may take a port between the moment it was found free and the start.</summary>
    private const int Starts = 3;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly string _script;
    private int _ended;

    private KafkaProcess(string script, string directory, int port, int nodes)
    {
        _script = script;
        SecurePort = port + SecureOffset;
        Directory = directory;
        Nodes = nodes;
        BootstrapServers = string.Join(',', Enumerable.Range(port, nodes).Select(p => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{p}")));
    }

    /// <summary>Its plain-text listeners, <c>host:port</c>, comma-separated.</summary>
    public string BootstrapServers { get; }

    /// <summary>Where the first node of a secure one speaks TLS and SASL, on loopback.</summary>
    public int SecurePort { get; }

    /// <summary>The certificate of the authority that signed a secure one's own, which are made out to <c>localhost</c> and 127.0.0.1.</summary>
    public string CertificateAuthority => Path.Combine(Directory, "tls", "ca.pem");

    /// <summary>Number of nodes; they are counted from 1.</summary>
    public int Nodes { get; }

    /// <summary>Where it keeps data and logs, until it is disposed.</summary>
    public string Directory { get; }

    /// <summary>Why none can be started here, or null.</summary>
    public static string? WhyNot()
    {
        if (SharedData.Kafka is null) return "no Apache Kafka distribution beside the repository (CHAINSYNC_SHARED)";
        return OnPath("java") ? null : "no Java on the path";
    }

    /// <summary>Why none with TLS can be started here, or null.</summary>
    public static string? WhyNotSecure() => WhyNot() ?? (OnPath("openssl") ? null : "no openssl on the path");

    /// <summary>Starts one node with the settings of the distribution.</summary>
    public static Task<KafkaProcess> StartAsync(CancellationToken cancellationToken) => StartAsync(new KafkaProcessOptions(), cancellationToken);

    /// <summary>Starts it and waits until every node answers; tries other ports when they are not free after all.</summary>
    /// <exception cref="InvalidOperationException">It could not be started; the message holds what the nodes said.</exception>
    public static async Task<KafkaProcess> StartAsync(KafkaProcessOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string directory = options.Directory ?? Path.Combine(Path.GetTempPath(), "chainsync-kafka-" + Guid.NewGuid().ToString("N"));
        for (int start = 1; ; start++)
        {
            int port = FreePorts.Find(options.Nodes);
            var kafka = new KafkaProcess(Path.Combine(SharedData.Kafka!, "kafka"), directory, port, options.Nodes);
            try
            {
                await kafka.UpAsync(options, port, cancellationToken);
                return kafka;
            }
            catch (InvalidOperationException) when (start < Starts)
            {
                await kafka.RemoveAsync();
            }
            catch
            {
                await kafka.RemoveAsync();
                throw;
            }
        }
    }

    /// <summary>SIGKILL: what was not flushed is gone.</summary>
    public Task KillAsync(CancellationToken cancellationToken, int node = 1) => NodeAsync("kill", node, cancellationToken);

    /// <summary>SIGSTOP: its connections stay open and nothing answers.</summary>
    public Task SuspendAsync(CancellationToken cancellationToken, int node = 1) => NodeAsync("stop", node, cancellationToken);

    /// <summary>SIGCONT.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken, int node = 1) => NodeAsync("cont", node, cancellationToken);

    /// <summary>SIGTERM, and waits until it has ended in order.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken, int node = 1)
    {
        await NodeAsync("term", node, cancellationToken);
        while (IsRunning(node)) await Task.Delay(s_poll, cancellationToken);
    }

    /// <summary>Whether a node's process is there, awake or not.</summary>
    public bool IsRunning(int node = 1)
    {
        string commandLine = $"/proc/{ProcessId(node)}/cmdline";
        // A process that has ended and that nobody has waited for has none.
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(Directory, StringComparison.Ordinal);
    }

    /// <summary>Starts a node that has ended and waits until it serves.</summary>
    public Task RestartAsync(CancellationToken cancellationToken, int node = 1) => NodeAsync("start", node, cancellationToken);

    /// <summary>The process of a node that runs.</summary>
    public Process GetProcess(int node = 1) => Process.GetProcessById(ProcessId(node));

    /// <summary>Ends all nodes and removes their data.</summary>
    public ValueTask DisposeAsync() => DisposeAsync(keep: false);

    /// <summary>Ends all nodes.</summary>
    /// <param name="keep">Whether data and logs stay.</param>
    public async ValueTask DisposeAsync(bool keep)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        string[] down = ["down", "--dir", Directory];
        await RunAsync(CancellationToken.None, keep ? [.. down, "--keep"] : down);
    }

    private Task UpAsync(KafkaProcessOptions options, int port, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            "up", "--dir", Directory, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--nodes", options.Nodes.ToString(CultureInfo.InvariantCulture),
        ];
        if (options.Secure) arguments.Add("--secure");
        foreach ((string key, string value) in options.Settings) arguments.AddRange(["--set", $"{key}={value}"]);
        return RunAsync(cancellationToken, [.. arguments]);
    }

    private async Task RemoveAsync()
    {
        if (System.IO.Directory.Exists(Directory)) await DisposeAsync();
    }

    private int ProcessId(int node) =>
        int.Parse(File.ReadAllText(Path.Combine(Directory, $"node{node}", "pid")), CultureInfo.InvariantCulture);

    private Task NodeAsync(string action, int node, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "node", action, node.ToString(CultureInfo.InvariantCulture), "--dir", Directory);

    private static bool OnPath(string program)
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (File.Exists(Path.Combine(directory, program))) return true;
        }

        return false;
    }

    private async Task RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        // The node inherits the script's outputs, so they go to a file: a pipe would never end.
        var start = new ProcessStartInfo("bash") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >\"$0\" 2>&1 </dev/null");
        string log = Path.GetTempFileName();
        start.ArgumentList.Add(log);
        start.ArgumentList.Add(_script);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        string output = await File.ReadAllTextAsync(log, cancellationToken);
        File.Delete(log);
        if (process.ExitCode != 0) throw new InvalidOperationException($"kafka {string.Join(' ', arguments)} failed: {output}");
    }
}
