using System.Text.Json;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>What a run looks like when the node does nothing wrong; made once, over HTTP/1.1.</summary>
public sealed class FaultlessRun : IAsyncLifetime
{
    private const ulong Blocks = 60;

    /// <summary>The chain.</summary>
    public ReplayChain Chain { get; } = new GeneratedChain(new GeneratorOptions { Seed = 7, First = 5, Blocks = Blocks });

    /// <summary>The records as standard output shows them.</summary>
    public byte[] Output { get; private set; } = [];

    /// <summary>Bytes of the largest answer about one block: a limit below it could not be met.</summary>
    public long LargestAnswer { get; private set; }

    public async ValueTask InitializeAsync()
    {
        for (ulong number = Chain.First; number <= Chain.Last; number++)
        {
            Assert.True(Chain.TryGetBlock(number, out ReplayAnswer? block));
            Assert.True(Chain.TryGetReceipts(number, out ReplayAnswer? receipts));
            LargestAnswer = Math.Max(LargestAnswer, Math.Max(block.Length, receipts.Length));
        }

        await using ReplayServer node = await StartNodeAsync();
        Output = await SyncRun.ToStandardOutputAsync(Options(node, HttpVersionChoice.Http1));
        AssertWhole(Output);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A node that serves the chain.</summary>
    public Task<ReplayServer> StartNodeAsync(ReplayServerOptions? options = null) =>
        ReplayServer.StartAsync(Chain, options ?? new ReplayServerOptions(), TestContext.Current.CancellationToken);

    /// <summary>Options for the whole chain.</summary>
    public StreamOptions Options(ReplayServer node, HttpVersionChoice http) => SyncRun.Options(node.Url, http, Chain.First, Chain.Last);

    /// <summary>Asserts that a run wrote the same; a difference is shown by its first line.</summary>
    public void AssertSame(byte[] output)
    {
        if (output.AsSpan().SequenceEqual(Output)) return;
        string[] expected = TextEncoding.UTF8.GetString(Output).Split('\n');
        string[] actual = TextEncoding.UTF8.GetString(output).Split('\n');
        Assert.Equal(expected, actual);
        Assert.Fail("the bytes differ, the lines do not");
    }

    private void AssertWhole(byte[] output)
    {
        ulong next = Chain.First;
        foreach (string line in TextEncoding.UTF8.GetString(output).TrimEnd('\n').Split('\n'))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("type").GetString() == "block")
                Assert.Equal(next++, json.RootElement.GetProperty("number").GetUInt64());
            else
                Assert.Equal(next - 1, json.RootElement.GetProperty("block_number").GetUInt64());
        }

        Assert.Equal(Chain.Last + 1, next);
    }
}
