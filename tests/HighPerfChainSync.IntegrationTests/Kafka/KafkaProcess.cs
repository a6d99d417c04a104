using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>An Apache Kafka of one node that a test starts, kills and ends, where the distribution and Java are there.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    /// <summary>How far the ports of the controller and of the secure listener lie from the plain one.</summary>
    private const int ControllerOffset = 100;
    private const int SecureOffset = 200;

    private readonly string _script;
    private readonly string _directory;

    private KafkaProcess(string script, string directory, int port)
    {
        _script = script;
        _directory = directory;
        BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        SecurePort = port + SecureOffset;
    }

    public string BootstrapServers { get; }

    /// <summary>Where a secure node speaks TLS and SASL, on loopback.</summary>
    public int SecurePort { get; }

    /// <summary>The certificate of the authority that signed a secure node's own, made out to <c>localhost</c> and 127.0.0.1.</summary>
    public string CertificateAuthority => Path.Combine(_directory, "tls", "ca.pem");

    /// <summary>Why none can be started here, or null.</summary>
    public static string? WhyNot()
    {
        if (SharedData.Kafka is null) return "no Apache Kafka distribution beside the repository (CHAINSYNC_SHARED)";
        return OnPath("java") ? null : "no Java on the path";
    }

    /// <summary>Why none with TLS can be started here, or null.</summary>
    public static string? WhyNotSecure() => WhyNot() ?? (OnPath("openssl") ? null : "no openssl on the path");

    /// <summary>Starts one.</summary>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    /// <param name="secure">Whether it also has a listener with TLS and SASL, and lets nobody in there without rights.</param>
    public static async Task<KafkaProcess> StartAsync(CancellationToken cancellationToken, bool secure = false)
    {
        string directory = Path.Combine(Path.GetTempPath(), "chainsync-kafka-" + Guid.NewGuid().ToString("N"));
        int port = FreePort();
        var kafka = new KafkaProcess(Path.Combine(SharedData.Kafka!, "kafka"), directory, port);
        string[] up = ["up", "--dir", directory, "--port", port.ToString(CultureInfo.InvariantCulture)];
        await kafka.RunAsync(cancellationToken, secure ? [.. up, "--secure"] : up);
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

    /// <summary>A free port, where those of the controller and of the secure listener are free too.</summary>
    private static int FreePort()
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port + SecureOffset <= ushort.MaxValue && IsFree(port + ControllerOffset) && IsFree(port + SecureOffset)) return port;
        }

        throw new InvalidOperationException("No three free ports, one hundred apart, were found.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
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
