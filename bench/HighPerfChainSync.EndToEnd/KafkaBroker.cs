using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The Kafka that is written to: the one in <c>CHAINSYNC_KAFKA</c>, else one started from <c>shared/kafka</c>.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    private readonly string? _script;
    private readonly string? _directory;

    private KafkaBroker(string bootstrap, string? script, string? directory)
    {
        Bootstrap = bootstrap;
        _script = script;
        _directory = directory;
    }

    public string Bootstrap { get; }

    /// <summary>Finds or starts a broker; null when there is none to be had.</summary>
    public static async Task<KafkaBroker?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("CHAINSYNC_KAFKA") is { Length: > 0 } given)
            return new KafkaBroker(given, null, null);
        if (SharedFolder() is not string shared || !File.Exists(Path.Combine(shared, "kafka", "kafka"))) return null;

        string script = Path.Combine(shared, "kafka", "kafka");
        string directory = Path.Combine(Path.GetTempPath(), $"chainsync-bench-kafka-{Environment.ProcessId}");
        int port = FreePort();
        await RunAsync(script, "up", "--dir", directory, "--port", port.ToString(CultureInfo.InvariantCulture));
        return new KafkaBroker($"127.0.0.1:{port}", script, directory);
    }

    /// <summary>The broker's process, when it was started here.</summary>
    public async Task<Process?> ProcessAsync()
    {
        if (_script is null) return null;
        string output = await RunAsync(_script, "node", "pid", "1", "--dir", _directory!);
        return int.TryParse(output.Trim(), CultureInfo.InvariantCulture, out int pid) ? Process.GetProcessById(pid) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is null) return;
        await RunAsync(_script, "down", "--dir", _directory!);
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    internal static string? SharedFolder()
    {
        if (Environment.GetEnvironmentVariable("CHAINSYNC_SHARED") is { Length: > 0 } given) return given;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "kafka"))) return candidate;
        }

        return null;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
