using System.Globalization;
using HighPerfChainSync.EndToEnd.Processes;
using HighPerfChainSync.Testing.Processes;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The replay node with one of <see cref="Chains"/>, and what it uses.</summary>
internal sealed class MeasuredNode : IAsyncDisposable
{
    private readonly ReplayNodeProcess _process;

    private MeasuredNode(ReplayNodeProcess process)
    {
        _process = process;
        Usage = new ProcessUsage(process.Process);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _process.Url;

    /// <summary>Its processor time and memory.</summary>
    public ProcessUsage Usage { get; }

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="chain">One of <see cref="Chains"/>.</param>
    /// <param name="blocks">Blocks of the chain.</param>
    /// <param name="latencyMs">Milliseconds before each answer.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<MeasuredNode> StartAsync(string chain, int blocks, int latencyMs, CancellationToken cancellation)
    {
        List<string> arguments =
        [
            "--chain", Chains.NodeName(chain), "--blocks", Text(blocks), "--shape", "Mainnet",
            "--first", Chains.First.ToString(CultureInfo.InvariantCulture), "--latency", Text(latencyMs),
        ];
        if (chain == Chains.WChain && Chains.RecordedData is { } recorded) arguments.AddRange(["--chain-data", recorded]);
        return new MeasuredNode(await ReplayNodeProcess.StartAsync(arguments, cancellation));
    }

    public ValueTask DisposeAsync()
    {
        Usage.Dispose();
        return _process.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
