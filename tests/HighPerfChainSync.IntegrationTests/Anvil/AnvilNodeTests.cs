using System.Text.Json;

namespace HighPerfChainSync.IntegrationTests.Anvil;

public sealed class AnvilNodeTests
{
    private const int Blocks = 60;
    private const int Transfers = 12;
    private const int CoinTransfers = 5;

    [Fact]
    public async Task Blocks_hold_the_transfers_and_calls_asked_for()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using AnvilNode node = await AnvilNode.StartAsync(cancellation);
        string coin = await node.DeployCoinAsync(cancellation);
        long before = await node.BlockNumberAsync(cancellation);
        await node.ProduceAsync(Blocks, Transfers, coin, CoinTransfers, cancellation);
        Assert.Equal(before + Blocks, await node.BlockNumberAsync(cancellation));

        for (long number = before + 1; number <= before + Blocks; number++)
        {
            JsonElement receipts = await node.CallAsync("eth_getBlockReceipts", [$"0x{number:x}"], cancellation);
            Assert.Equal(Transfers + CoinTransfers, receipts.GetArrayLength());
            Assert.All(receipts.EnumerateArray(), receipt => Assert.Equal("0x1", receipt.GetProperty("status").GetString()));
            Assert.Equal(CoinTransfers, receipts.EnumerateArray().Sum(receipt => receipt.GetProperty("logs").GetArrayLength()));
        }

        await node.MineAsync(3, cancellation);
        JsonElement empty = await node.CallAsync("eth_getBlockByNumber", ["latest", false], cancellation);
        Assert.Equal(0, empty.GetProperty("transactions").GetArrayLength());
    }
}
