using System.Text.Json;
using HighPerfChainSync.FaultHarness.Source;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.FaultHarness.Reorgs;

/// <summary>A node in this process whose chain is reorganised when it is told to.</summary>
internal sealed class MovingNode : IAsyncDisposable
{
    private readonly ReplayServer _server;
    private readonly BranchingChain _chain;

    private MovingNode(ReplayServer server, BranchingChain chain)
    {
        _server = server;
        _chain = chain;
    }

    /// <summary>Its JSON-RPC address.</summary>
    public string Url => _server.Url.ToString();

    /// <summary>Its newest block.</summary>
    public ulong Head => _server.Head.Number;

    /// <summary>The hash of its newest block.</summary>
    public string HeadHash
    {
        get
        {
            if (!_chain.TryGetBlock(Head, out ReplayAnswer? answer)) throw new HarnessException($"The chain has no block {Head}.");
            using JsonDocument json = JsonDocument.Parse(answer.ToMemory());
            return json.RootElement.GetProperty("hash").GetString()!;
        }
    }

    /// <summary>Starts one that has the first blocks of a generated chain.</summary>
    public static async Task<MovingNode> StartAsync(int blocks, int served, ulong seed, CancellationToken cancellationToken)
    {
        var chain = new BranchingChain(Generate(blocks, seed), Generate(blocks, seed + 1));
        ReplayServer server = await ReplayServer.StartAsync(chain, new ReplayServerOptions { Head = chain.First + (ulong)served }, cancellationToken);
        return new MovingNode(server, chain);
    }

    /// <summary>Adds blocks at the end.</summary>
    public void Grow(int blocks) => _server.Head.Set(Math.Min(_chain.Last, Head + (ulong)blocks));

    /// <summary>Replaces the newest blocks by as many others.</summary>
    public void Reorganise(int depth) => _chain.Reorganise(Head, (int)Math.Min((ulong)depth, Head - _chain.First - 1));

    /// <summary>Makes the branch before the last reorganisation the canonical one again.</summary>
    public void SwitchBack() => _chain.SwitchBack();

    /// <summary>The ids of all records of the canonical chain up to the newest block, topic by topic.</summary>
    public List<string>[] Contents()
    {
        List<string>[] ids = [.. KnownChain.Entities.Select(static _ => new List<string>())];
        ReplayChain canonical = _chain.Current;
        for (ulong number = canonical.First; number <= Head; number++) NodeContents.Read(canonical, number, ids);
        return ids;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static GeneratedChain Generate(int blocks, ulong seed) =>
        new(new GeneratorOptions { Blocks = (ulong)blocks, Seed = seed, Shape = ChainShape.Tiny });
}
