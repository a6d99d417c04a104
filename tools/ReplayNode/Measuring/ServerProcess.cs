using System.Diagnostics;
using System.Reflection;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Measuring;

/// <summary><c>replaynode serve</c> as a process of its own, kept on one core where the system allows it.</summary>
/// <remarks>Owner: who starts it; ended by: <see cref="Dispose"/>.</remarks>
internal sealed class ServerProcess : IDisposable
{
    private const string UrlMark = " on http";

    private readonly Process _process;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    internal Uri Url { get; }

    /// <summary>CPU time used so far.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory.</summary>
    internal long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <exception cref="ChainSyncException">It ended instead; the message is its own.</exception>
    internal static async Task<ServerProcess> StartAsync(IEnumerable<string> chain, CancellationToken stop)
    {
        string program = Environment.ProcessPath!;
        bool isHosted = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase);
        string[] prefix = isHosted ? [Assembly.GetExecutingAssembly().Location] : [];
        var start = new ProcessStartInfo(program, [.. prefix, "serve", "--port", "0", .. chain]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(stop);
            int mark = line?.LastIndexOf(UrlMark, StringComparison.Ordinal) ?? -1;
            if (mark < 0)
                throw new ChainSyncException(ChainSyncError.Configuration, await process.StandardError.ReadToEndAsync(stop));
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()) process.ProcessorAffinity = 1;
            return new ServerProcess(process, new Uri(line![(mark + UrlMark.Length - "http".Length)..]));
        }
        catch
        {
            End(process);
            throw;
        }
    }

    public void Dispose() => End(_process);

    private static void End(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
