using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>The replay node as a process of its own, so that what it allocates is not counted here.</summary>
/// <remarks>Owner: the test; ended by: <see cref="DisposeAsync"/>.</remarks>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private NodeProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts <c>replaynode serve</c>, which lies beside the tests, on a free port.</summary>
    /// <param name="arguments">Which chain.</param>
    public static async Task<NodeProcess> StartAsync(string arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "replaynode.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, "serve", "--port", "0", .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_startLimit);
            Match url = Address().Match(line ?? "");
            if (!url.Success) Assert.Fail($"The node did not start: {line}{await process.StandardError.ReadToEndAsync()}");
            return new NodeProcess(process, new Uri(url.Value));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/?")]
    private static partial Regex Address();
}
