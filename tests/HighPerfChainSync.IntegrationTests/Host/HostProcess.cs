using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Host;

/// <summary><c>chainsync</c> as a process of its own, as a user starts it: nothing of the test's environment reaches it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _directory;
    private readonly StringBuilder _error = new();
    private readonly MemoryStream _output = new();
    private readonly Task _read;

    private HostProcess(Process process, string directory, bool readOutput)
    {
        _process = process;
        _directory = directory;
        _read = Task.WhenAll(readOutput ? process.StandardOutput.BaseStream.CopyToAsync(_output) : Task.CompletedTask, ReadErrorAsync());
    }

    /// <summary>What it has said on standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error) return _error.ToString();
        }
    }

    /// <summary>How much it has written to standard output so far.</summary>
    public long OutputBytes => _output.Length;

    /// <summary>Starts it in an empty working directory.</summary>
    public static HostProcess Start(params string[] arguments) => Start(arguments, []);

    /// <summary>Starts it with variables in its environment.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Its variables of ours: it inherits none.</param>
    /// <param name="readOutput">Whether anybody reads its standard output.</param>
    public static HostProcess Start(string[] arguments, (string Name, string Value)[] environment, bool readOutput = true)
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-test-").FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory,
        };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("CHAINSYNC_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment) start.Environment[name] = value;
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "chainsync.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return new HostProcess(Process.Start(start)!, directory, readOutput);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<HostResult> RunAsync(params string[] arguments)
    {
        await using HostProcess host = Start(arguments);
        return await host.WaitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<HostResult> WaitAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _read.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"chainsync did not end within {s_patience.TotalSeconds:0} s:\n{Error}");
        }

        return new HostResult(_process.ExitCode, _output.ToArray(), Error);
    }

    /// <summary>Waits until its standard error says something that fits a pattern.</summary>
    public async Task WaitForErrorAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        var waited = Stopwatch.StartNew();
        while (!Regex.IsMatch(Error, pattern))
        {
            Assert.False(_process.HasExited, $"chainsync ended before it said '{pattern}':\n{Error}");
            Assert.True(waited.Elapsed < s_patience, $"chainsync did not say '{pattern}':\n{Error}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Closes the reading end of its standard output.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>Sends it a signal: 2 is SIGINT, 15 is SIGTERM, 9 is SIGKILL.</summary>
    public void Signal(int signal) => _process.Send(signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _read;
        _process.Dispose();
        _output.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error) _error.AppendLine(line);
        }
    }
}
