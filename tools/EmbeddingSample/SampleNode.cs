using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.EmbeddingSample;

/// <summary>The node that the samples read from: one that is named, or the sample chain on loopback.</summary>
internal sealed class SampleNode : IAsyncDisposable
{
    private readonly ReplayServer? _server;

    private SampleNode(Uri url, ulong first, ReplayServer? server)
    {
        Url = url;
        First = first;
        _server = server;
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>The first block to read.</summary>
    public ulong First { get; }

    /// <summary>Takes the address from the command line, or starts the replay node.</summary>
    public static async Task<SampleNode> StartAsync(string[] args)
    {
        if (args is [string url, ..]) return new SampleNode(new Uri(url), 0, null);
        ReplayChain chain = RecordedChain.Load(SampleChain.Open(), "the sample chain");
        ReplayServer server = await ReplayServer.StartAsync(chain, new ReplayServerOptions(), CancellationToken.None);
        return new SampleNode(server.Url, chain.First, server);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
