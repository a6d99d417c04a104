using HighPerfChainSync.FaultHarness.Hosts;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Source;

/// <summary>A node in this process that serves a known chain, and at what pace.</summary>
internal sealed class SourceNode : IAsyncDisposable
{
    /// <summary>What each answer takes, so that a host does not read the whole chain before anything can happen to it.</summary>
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(8);

    private readonly ReplayServer _server;

    private SourceNode(ReplayServer server, KnownChain chain)
    {
        _server = server;
        Chain = chain;
    }

    /// <summary>What it serves.</summary>
    public KnownChain Chain { get; }

    /// <summary>Its JSON-RPC address.</summary>
    public string Url => _server.Url.ToString();

    /// <summary>Many small blocks: rounds are quick.</summary>
    public static Task<SourceNode> StartSmallAsync(int blocks, ulong seed, string directory, CancellationToken cancellationToken) =>
        StartAsync(
            new CachedChain(new GeneratedChain(new GeneratorOptions { Blocks = (ulong)blocks, Seed = seed, Shape = ChainShape.Tiny })),
            s_latency,
            directory,
            cancellationToken);

    /// <summary>Blocks of mainnet's size, recorded ones where they are found beside the repository: memory fills up quickly.</summary>
    public static Task<SourceNode> StartLargeAsync(int blocks, ulong seed, string directory, CancellationToken cancellationToken)
    {
        ReplayChain chain = SharedData.ChainData is { } recorded
            ? WChain.Build(recorded, blocks)
            : new CachedChain(new GeneratedChain(new GeneratorOptions { Blocks = (ulong)blocks, Seed = seed, Shape = ChainShape.Mainnet }));
        return StartAsync(chain, TimeSpan.Zero, directory, cancellationToken);
    }

    /// <summary>The whole chain is there: the host reads as fast as it can.</summary>
    public void ServeAll()
    {
        _server.Head.SetSpeed(0);
        _server.Head.Set(Chain.Source.Last);
    }

    /// <summary>Blocks come one after the other, so the host commits each alone.</summary>
    public void Follow(ulong from, double blocksPerSecond)
    {
        _server.Head.SetSpeed(0);
        _server.Head.Set(from);
        _server.Head.SetSpeed(blocksPerSecond);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<SourceNode> StartAsync(ReplayChain source, TimeSpan latency, string directory, CancellationToken cancellationToken)
    {
        var chain = new KnownChain(source);
        ReplayServer server = await ReplayServer.StartAsync(source, new ReplayServerOptions(), cancellationToken);
        var node = new SourceNode(server, chain);
        try
        {
            await ReferenceRun.FillAsync(chain, node.Url, directory, cancellationToken);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        server.Faults.Latency = latency;
        return node;
    }
}
