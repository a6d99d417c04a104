using System.Globalization;
using HighPerfChainSync.Host.Demo;
using HighPerfChainSync.IntegrationTests.Host;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Reorgs;

/// <summary>The chain changes in the moment in which the backfill has fetched its last block: some of it is committed, some is under way.</summary>
public sealed class HandOverReorgTests(RealKafka kafka)
{
    private const int SigTerm = 15;
    private const ulong Backfill = 200;
    private const ulong Behind = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task A_consumer_that_applies_retractions_ends_with_the_chain(int depth)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string bootstrap = await kafka.RequireAsync();
        var branches = new BranchingChain(Generate(seed: 1), Generate(seed: 2));
        ulong head = branches.First + Backfill;
        await using ReplayServer node = await ReplayServer.StartAsync(
            branches, new ReplayServerOptions { Head = head, Reorgs = [new ReplayReorg(head, depth, TimeSpan.Zero)] }, cancellation);
        ReplayChain first = branches.Current;
        string chain = "handover_" + Guid.NewGuid().ToString("N")[..12];
        await using var consumer = new RetractingConsumer(bootstrap, chain);
        await using HostProcess host = HostProcess.Start(["sync", "--rpc", node.Url.ToString(), "--kafka", bootstrap, "--chain", chain, "--log", "json"]);

        await Patience.UntilAsync(() => branches.Current != first, "the chain is reorganised");
        node.Head.Set(head + Behind);
        ChainContents contents = await ChainContents.ReadAsync(node.Url, branches.First, head + Behind, cancellation);
        string newest = contents.Ids(Entity.Block)[^1]["block_".Length..];
        Assert.True(await consumer.WaitForBlockAsync(newest, s_patience, cancellation), $"Block {newest} did not come; the newest is {consumer.NewestHash}.\n{host.Error}");
        host.Signal(SigTerm);
        HostResult stopped = await host.WaitAsync();
        Assert.True(stopped.ExitCode == 0, stopped.Error);

        foreach (Entity entity in Enum.GetValues<Entity>()) Assert.Equal(contents.Ids(entity), consumer.Ids(entity.Plural()));
        Assert.Empty(consumer.Problems);
        HostResult audit = await HostProcess.RunAsync("consume", "--audit", "--chain", chain, "--kafka", bootstrap);
        Assert.True(audit.ExitCode == 0, audit.Error);
    }

    private static GeneratedChain Generate(ulong seed) =>
        new(new GeneratorOptions { Blocks = Backfill + Behind + 1, Seed = seed, Shape = ChainShape.Tiny });
}
