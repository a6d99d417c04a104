using HighPerfChainSync.ReplayNode.Measuring;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class DrainingClientTests
{
    [Fact]
    public async Task ReadsWholeBatchesOverAndOver()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        await using var client = new DrainingClient(fixture.Server.Url, batch: 30, connections: 2);
        await client.StartAsync(TestContext.Current.CancellationToken);
        // More than the chain has, so that it has begun again.
        while (client.Totals.Blocks < 300) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(0, client.Totals.Blocks % 30);
        Assert.True(client.Totals.Bytes > 300 * 1000);
        Assert.True(fixture.Server.Calls >= 600);
    }
}
