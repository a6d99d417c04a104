using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace HighPerfChainSync.Testing.Processes;

/// <summary>One of our programs as a process of its own, with what it says.</summary>
/// <remarks>Owner: who starts it; ended by: <see cref="DisposeAsync"/>.</remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Lines that are kept for messages.</summary>
    private const int KeptLines = 30;

    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<Match> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Regex? _announcement;

    private ChildProcess(Process process, Regex? announcement)
    {
        Process = process;
        _announcement = announcement;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process; it stays this object's.</summary>
    public Process Process { get; }

    /// <summary>Receives each line that it prints, on any thread.</summary>
    public event Action<string>? LineRead;

    /// <summary>Starts a .NET assembly that lies beside this one.</summary>
    /// <param name="assembly">File name, for example <c>replaynode.dll</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="announcement">What it prints when it is ready; null when nobody waits for that.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static ChildProcess StartAssembly(string assembly, IEnumerable<string> arguments, Regex? announcement = null)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        if (!File.Exists(path)) throw new FileNotFoundException($"{assembly} is not beside the program that starts it: build the solution first.", path);
        return Start(path, arguments, announcement);
    }

    /// <summary>Starts a .NET program.</summary>
    /// <param name="path">An executable, or an assembly, which <c>dotnet exec</c> runs.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="announcement">What it prints when it is ready; null when nobody waits for that.</param>
    public static ChildProcess Start(string path, IEnumerable<string> arguments, Regex? announcement = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : path, isAssembly ? ["exec", path, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // An executable finds a runtime by itself only where that is installed for all.
        start.Environment.TryAdd("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        Process process = Process.Start(start)!;
        process.StandardInput.AutoFlush = true;
        return new ChildProcess(process, announcement);
    }

    /// <summary>Gives it a line to read.</summary>
    public Task WriteLineAsync(string line) => Process.StandardInput.WriteLineAsync(line);

    /// <summary>Waits until it is ready and returns what the announcement matched.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or the time is up; the message has its last lines.</exception>
    public async Task<Match> WaitForAnnouncementAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        Task exited = Process.WaitForExitAsync(cancellation);
        Task first = await Task.WhenAny(_announced.Task, exited, Task.Delay(timeout, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (first == _announced.Task) return await _announced.Task;
        string what = first == exited ? $"ended with exit code {Process.ExitCode} before it was ready" : $"was not ready after {timeout.TotalSeconds:0} s";
        throw new InvalidOperationException($"The process {what}:\n{LastLines()}");
    }

    /// <summary>Waits until it ends, which must be with exit code 0.</summary>
    /// <exception cref="InvalidOperationException">It was another one; the message has its last lines.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public async Task WaitForSuccessAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        await Process.WaitForExitAsync(limit.Token); // Its last lines have been read then, too.
        if (Process.ExitCode != 0)
            throw new InvalidOperationException($"The process ended with exit code {Process.ExitCode}:\n{LastLines()}");
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines) _lastLines.Dequeue();
        }

        LineRead?.Invoke(line);
        if (_announcement?.Match(line) is { Success: true } match) _announced.TrySetResult(match);
    }

    private string LastLines()
    {
        lock (_lastLines) return string.Join('\n', _lastLines);
    }
}
