using System.Globalization;
using System.Text.RegularExpressions;
using HighPerfChainSync.EndToEnd.Processes;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The replay node as a process of its own.</summary>
internal sealed partial class ReplayNodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _process;

    private ReplayNodeProcess(ChildProcess process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public ProcessUsage Usage => _process.Usage;

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="chain">One of <see cref="Chains"/>, or the path of a recording.</param>
    /// <param name="blocks">Blocks of the chain.</param>
    /// <param name="latencyMs">Milliseconds before each answer.</param>
    public static async Task<ReplayNodeProcess> StartAsync(string chain, int blocks, int latencyMs)
    {
        List<string> arguments =
        [
            "serve", "--chain", Chains.NodeName(chain), "--blocks", Text(blocks), "--shape", "Mainnet",
            "--first", Chains.First.ToString(CultureInfo.InvariantCulture), "--port", "0", "--latency", Text(latencyMs),
        ];
        if (chain == Chains.WChain && Chains.RecordedData is { } recorded) arguments.AddRange(["--chain-data", recorded]);
        ChildProcess process = ChildProcess.StartAssembly("replaynode.dll", arguments, Announcement());
        try
        {
            return new ReplayNodeProcess(process, (await process.WaitForAnnouncementAsync(s_startLimit)).Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Announcement();
}
