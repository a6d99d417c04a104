using System.Diagnostics;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Hosts;

/// <summary>The real <c>chainsync</c> as a child process, followed by its log line by line.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int ExitedByKill = 128 + ProcessSignals.Kill;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();
    private readonly List<(Func<HostEvent, bool> Condition, TaskCompletionSource<HostEvent?> Met)> _waiting = [];
    private readonly List<HostEvent> _events = [];
    private readonly Task _reading;
    private bool _isRead;
    private bool _isDisposed;

    private HostProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
        Started = Stopwatch.GetTimestamp();
        _log = new StreamWriter(logFile) { AutoFlush = false };
        Usage = new HostUsage(process);
        _reading = Task.Factory.StartNew(ReadLog, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where all that it said is kept.</summary>
    public string LogFile { get; }

    /// <summary>When it was started.</summary>
    public long Started { get; }

    /// <summary>Its memory and processor time.</summary>
    public HostUsage Usage { get; }

    /// <summary>Its standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it does, as far as it has said.</summary>
    public HostPhase Phase { get; private set; }

    /// <summary>Whether its claim is committed and blocks follow.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The last block that it says it has committed.</summary>
    public ulong? LastCommitted { get; private set; }

    /// <summary>From its start to its first commit of blocks.</summary>
    public TimeSpan? FirstCommit { get; private set; }

    /// <summary>The most that it had to do so far to go on.</summary>
    public HostOutcome Outcome { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The process.</summary>
    public Process Process => _process;

    /// <summary>Its lines so far.</summary>
    public HostEvent[] Events
    {
        get
        {
            lock (_lock) return [.. _events];
        }
    }

    /// <summary>Starts one.</summary>
    public static HostProcess Start(string logFile, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(logFile),
        };
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("CHAINSYNC_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "chainsync.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return new HostProcess(Process.Start(start)!, logFile);
    }

    /// <summary>Completes with the first line from now on that meets a condition, or with null when the host ends before. The condition runs on the reading thread.</summary>
    public Task<HostEvent?> WaitForAsync(Func<HostEvent, bool> condition)
    {
        var met = new TaskCompletionSource<HostEvent?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isRead) met.SetResult(null);
            else _waiting.Add((condition, met));
        }

        return met.Task;
    }

    /// <summary>Sends a signal; false when it has ended already.</summary>
    public bool Signal(int signal)
    {
        try
        {
            if (_process.HasExited) return false;
            _process.Send(signal);
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Waits until it has ended and all that it said is read.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        Usage.Dispose();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL, unless it has ended by itself.</summary>
    /// <returns>Whether the signal ended it.</returns>
    public async Task<bool> KillAsync()
    {
        Signal(ProcessSignals.Kill);
        return await WaitForExitAsync(CancellationToken.None) == ExitedByKill;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await KillAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private void ReadLog()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            if (HostEvent.Parse(line) is { } entry) Take(entry);
            _log.WriteLine(line);
        }

        _log.Flush();
        lock (_lock)
        {
            _isRead = true;
            foreach ((_, TaskCompletionSource<HostEvent?> met) in _waiting) met.TrySetResult(null);
            _waiting.Clear();
        }
    }

    private void Take(HostEvent entry)
    {
        lock (_lock)
        {
            _events.Add(entry);
            if (entry.Begins(IsOpen) is { } phase)
            {
                Phase = phase;
                IsOpen |= phase == HostPhase.Fetch;
            }

            if (entry.Outcome > Outcome) Outcome = entry.Outcome;
            if (entry is { Name: HostEvent.HasCommitted, Number: { } number })
            {
                LastCommitted = number;
                FirstCommit ??= Stopwatch.GetElapsedTime(Started, entry.Time);
            }

            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (!_waiting[i].Condition(entry)) continue;
                _waiting[i].Met.TrySetResult(entry);
                _waiting.RemoveAt(i);
            }
        }
    }
}
