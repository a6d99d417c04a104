using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.Host.Demo;
using HighPerfChainSync.IntegrationTests.Anvil;
using HighPerfChainSync.IntegrationTests.Host;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Reorgs;

/// <summary>A real node whose chain is reorganised, the real program, a real Kafka, and a consumer that applies retractions.</summary>
public sealed class AnvilReorgTests(RealKafka kafka)
{
    private const int SigTerm = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task A_consumer_that_applies_retractions_ends_with_the_chain(int depth)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string bootstrap = await kafka.RequireAsync();
        await using AnvilNode node = await AnvilNode.StartAsync(cancellation);
        string coin = await node.DeployCoinAsync(cancellation);
        await node.ProduceAsync(80, transfers: 2, coin, coinTransfers: 3, cancellation);
        string chain = "reorg_" + Guid.NewGuid().ToString("N")[..12];
        string[] command = ["sync", "--rpc", node.Url.ToString(), "--kafka", bootstrap, "--chain", chain, "--schema", "extended", "--log", "json"];
        await using var consumer = new RetractingConsumer(bootstrap, chain);

        await using (HostProcess host = HostProcess.Start(command))
        {
            await FollowAsync(consumer, node, () => host.Error);
            // The same height again: nothing but the hash at the own height tells it.
            await ReorgAsync(node, depth, cancellation);
            await FollowAsync(consumer, node, () => host.Error);
            Assert.True(consumer.RetractedBlocks >= depth, $"{consumer.RetractedBlocks} blocks were retracted");
            // Twice in a row, and then blocks behind it.
            await ReorgAsync(node, depth, cancellation);
            await ReorgAsync(node, Math.Max(1, depth / 2), cancellation);
            await node.MineAsync(3, cancellation);
            await FollowAsync(consumer, node, () => host.Error);
            host.Signal(SigTerm);
            HostResult stopped = await host.WaitAsync();
            Assert.True(stopped.ExitCode == 0, stopped.Error);
        }

        // While nobody looks.
        await ReorgAsync(node, depth, cancellation);
        await node.MineAsync(1, cancellation);
        long last = await node.BlockNumberAsync(cancellation);
        HostResult rest = await HostProcess.RunAsync([.. command, "--to", last.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(rest.ExitCode == 0, rest.Error);
        await FollowAsync(consumer, node, () => rest.Error);

        ChainContents contents = await ChainContents.ReadAsync(node.Url, 0, (ulong)last, cancellation);
        foreach (Entity entity in Enum.GetValues<Entity>()) Assert.Equal(contents.Ids(entity), consumer.Ids(entity.Plural()));
        Assert.Empty(consumer.Problems);
        HostResult audit = await HostProcess.RunAsync("consume", "--audit", "--chain", chain, "--kafka", bootstrap);
        Assert.True(audit.ExitCode == 0, audit.Error);
        await AssertProvenAsync(bootstrap, chain, blocks: last + 1, consumer.RetractedBlocks);
    }

    /// <summary>Fails unless every block is proven from the topics alone, its roots recomputed, and every retraction was found.</summary>
    private static async Task AssertProvenAsync(string bootstrap, string chain, long blocks, int retractedBlocks)
    {
        HostResult result = await HostProcess.RunAsync("fsck", "--json", "--chain", chain, "--kafka", bootstrap);
        Assert.True(result.ExitCode == 0, result.Error + string.Join('\n', result.Lines));
        using JsonDocument report = JsonDocument.Parse(result.Output.AsMemory());
        JsonElement root = report.RootElement;
        Assert.Equal(blocks, root.GetProperty("blocks").GetInt64());
        Assert.True(root.GetProperty("retractions").GetInt64() >= retractedBlocks, root.GetRawText());
        foreach (string check in (string[])["block-hash", "transactions-root", "receipts-root", "transaction-hash", "logs-bloom"])
        {
            JsonElement row = root.GetProperty("checks").EnumerateArray().Single(row => row.GetProperty("check").GetString() == check);
            Assert.Equal(blocks, row.GetProperty("holds").GetInt64());
        }
    }

    /// <summary>Waits until the consumer's newest block is the node's.</summary>
    private static async Task FollowAsync(RetractingConsumer consumer, AnvilNode node, Func<string> log)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string hash = (await node.CallAsync("eth_getBlockByNumber", ["latest", false], cancellation)).GetProperty("hash").GetString()!;
        bool isThere = await consumer.WaitForBlockAsync(hash, s_patience, cancellation);
        Assert.True(isThere, $"Block {hash} did not come; the newest is {consumer.NewestHash}.\n{log()}");
    }

    /// <summary>Replaces the newest blocks by as many others, the lowest of them with a transfer.</summary>
    private static async Task ReorgAsync(AnvilNode node, int depth, CancellationToken cancellation)
    {
        var transfer = new JsonObject { ["from"] = node.Accounts[9], ["to"] = node.Accounts[8], ["value"] = "0x7" };
        await node.CallAsync("anvil_reorg", [depth, new JsonArray(new JsonArray(transfer, 0))], cancellation);
    }
}
