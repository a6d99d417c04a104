using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace HighPerfChainSync.EndToEnd.Processes;

/// <summary>One of our programs as a process of its own, with what it says and what it uses.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<Match> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Regex? _announcement;

    private ChildProcess(Process process, Regex? announcement)
    {
        _process = process;
        _announcement = announcement;
        Usage = new ProcessUsage(process, byThread: true);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ProcessUsage Usage { get; }

    public int Id => _process.Id;

    /// <summary>Receives each line that it prints, on any thread.</summary>
    public event Action<string>? LineRead;

    /// <summary>Starts a .NET assembly that lies beside this one.</summary>
    /// <param name="assembly">File name, for example <c>replaynode.dll</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="announcement">What it prints when it is ready; null when nobody waits for that.</param>
    public static ChildProcess StartAssembly(string assembly, IEnumerable<string> arguments, Regex? announcement = null)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        if (!File.Exists(path)) throw new FileNotFoundException($"{assembly} is not beside the runner: build the solution first.", path);
        return Start(path, arguments, announcement);
    }

    /// <summary>Starts a .NET program.</summary>
    /// <param name="path">An executable, or an assembly, which <c>dotnet exec</c> runs.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="announcement">What it prints when it is ready; null when nobody waits for that.</param>
    public static ChildProcess Start(string path, IEnumerable<string> arguments, Regex? announcement = null)
    {
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
    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Waits until it is ready and returns what the announcement matched.</summary>
    public async Task<Match> WaitForAnnouncementAsync(TimeSpan timeout)
    {
        Task exited = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(_announced.Task, exited, Task.Delay(timeout));
        if (first == _announced.Task) return await _announced.Task;
        throw new InvalidOperationException($"The process was not ready after {timeout.TotalSeconds:0} s:\n{LastLines()}");
    }

    /// <summary>Waits until it ends, which must be with exit code 0.</summary>
    public async Task WaitForSuccessAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        await _process.WaitForExitAsync(limit.Token); // Its last lines have been read then, too.
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"The process ended with exit code {_process.ExitCode}:\n{LastLines()}");
    }

    public async ValueTask DisposeAsync()
    {
        Usage.Sample();
        Usage.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 30) _lastLines.Dequeue();
        }

        LineRead?.Invoke(line);
        if (_announcement?.Match(line) is { Success: true } match) _announced.TrySetResult(match);
    }

    private string LastLines()
    {
        lock (_lastLines) return string.Join('\n', _lastLines);
    }
}
