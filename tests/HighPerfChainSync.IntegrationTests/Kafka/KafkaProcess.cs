using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>An Apache Kafka of one node that a test starts, kills and ends, where the distribution and Java are there.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    private readonly string _script;
    private readonly string _directory;

    private KafkaProcess(string script, string directory, int port)
    {
        _script = script;
        _directory = directory;
        BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    public string BootstrapServers { get; }

    /// <summary>Why none can be started here, or null.</summary>
    public static string? WhyNot()
    {
        if (SharedData.Kafka is null) return "no Apache Kafka distribution beside the repository (CHAINSYNC_SHARED)";
        return OnPath("java") ? null : "no Java on the path";
    }

    public static async Task<KafkaProcess> StartAsync(CancellationToken cancellationToken)
    {
        string directory = Path.Combine(Path.GetTempPath(), "chainsync-kafka-" + Guid.NewGuid().ToString("N"));
        int port = FreePort();
        var kafka = new KafkaProcess(Path.Combine(SharedData.Kafka!, "kafka"), directory, port);
        await kafka.RunAsync(cancellationToken, "up", "--dir", directory, "--port", port.ToString(CultureInfo.InvariantCulture));
        return kafka;
    }

    /// <summary>SIGKILL: what was not flushed is gone.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken, "node", "kill", "1", "--dir", _directory);

    public Task RestartAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken, "node", "start", "1", "--dir", _directory);

    public async ValueTask DisposeAsync() => await RunAsync(CancellationToken.None, "down", "--dir", _directory);

    private static bool OnPath(string program)
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (File.Exists(Path.Combine(directory, program))) return true;
        }

        return false;
    }

    /// <summary>A free port whose hundredth successor, the controller's, is free too.</summary>
    private static int FreePort()
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port + 100 > ushort.MaxValue) continue;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 100);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next pair.
            }
        }

        throw new InvalidOperationException("No two free ports, one hundred apart, were found.");
    }

    private async Task RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        // The node inherits the script's outputs, so they go to a file: a pipe would never end.
        var start = new ProcessStartInfo("bash") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >\"$0\" 2>&1 </dev/null");
        string log = _directory + ".log";
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
