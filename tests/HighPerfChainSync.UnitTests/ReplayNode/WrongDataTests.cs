using System.Text.Json.Nodes;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.WrongData;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class WrongDataTests
{
    private static readonly WrongDataFault s_short = WrongDataCatalogue.Find("receipt-missing-last")!;

    [Fact]
    public void Names_are_given_once()
    {
        Assert.True(WrongDataCatalogue.All.Count >= 25);
        Assert.Equal(WrongDataCatalogue.All.Count, WrongDataCatalogue.All.Select(fault => fault.Name).Distinct().Count());
        Assert.All(WrongDataCatalogue.All, fault => Assert.Same(fault, WrongDataCatalogue.Find(fault.Name)));
    }

    [Fact]
    public void Every_fault_changes_what_it_strikes()
    {
        var chain = new GeneratedChain(new GeneratorOptions { Seed = 7, First = 5, Blocks = 24, Shape = ChainShape.Small });
        foreach (WrongDataFault fault in WrongDataCatalogue.All)
        {
            bool hasStruck = false;
            for (ulong number = chain.First; number <= chain.Last && !hasStruck; number++)
            {
                BlockDraft whole = BlockDraft.Open(chain, number);
                BlockDraft damaged = BlockDraft.Open(chain, number);
                hasStruck = fault.Damage(damaged);
                if (hasStruck) Assert.NotEqual(Text(whole), Text(damaged));
            }

            Assert.True(hasStruck, $"{fault} strikes nothing");
        }
    }

    [Fact]
    public async Task A_block_is_wrong_as_often_as_was_said()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        int whole = await CountReceiptsAsync(fixture, 9);
        fixture.Server.Faults.WrongData.Enable(s_short, new WrongDataSchedule { Answers = 2 });
        for (int answer = 1; answer <= 3; answer++)
        {
            await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",true]");
            Assert.Equal(answer <= 2 ? whole - 1 : whole, await CountReceiptsAsync(fixture, 9));
        }

        Assert.Equal(2, fixture.Server.Faults.WrongData.CountStrikes(s_short));
    }

    [Fact]
    public async Task Only_the_blocks_that_were_named_are_wrong_and_they_stay_so()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        int[] whole = [await CountReceiptsAsync(fixture, 8), await CountReceiptsAsync(fixture, 9)];
        fixture.Server.Faults.WrongData.Enable(s_short, WrongDataSchedule.Block(9, WrongDataSchedule.ForEver));
        for (int i = 0; i < 5; i++)
        {
            await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",true]");
            Assert.Equal(whole[0], await CountReceiptsAsync(fixture, 8));
            Assert.Equal(whole[1] - 1, await CountReceiptsAsync(fixture, 9));
        }

        fixture.Server.Faults.DisableAll();
        Assert.Equal(whole[1], await CountReceiptsAsync(fixture, 9));
    }

    [Fact]
    public async Task Receipts_are_found_by_the_wrong_hash_of_their_block_and_one_by_one()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        JsonNode block = (await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",true]"))["result"]!;
        fixture.Server.Faults.WrongData.Enable(WrongDataCatalogue.Find("block-hash-changed")!, WrongDataSchedule.Block(9, WrongDataSchedule.ForEver));
        string hash = (await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",true]"))["result"]!["hash"]!.GetValue<string>();
        Assert.NotEqual(block["hash"]!.GetValue<string>(), hash);
        Assert.Equal(hash, (await fixture.CallAsync("eth_getBlockReceipts", $"[\"{hash}\"]"))["result"]![0]!["blockHash"]!.GetValue<string>());
        string transaction = block["transactions"]![0]!["hash"]!.GetValue<string>();
        Assert.Equal(hash, (await fixture.CallAsync("eth_getTransactionReceipt", $"[\"{transaction}\"]"))["result"]!["blockHash"]!.GetValue<string>());

        fixture.Server.Faults.WrongData.Enable(WrongDataCatalogue.Find("receipts-empty")!, WrongDataSchedule.Block(9, WrongDataSchedule.ForEver));
        Assert.Null((await fixture.CallAsync("eth_getTransactionReceipt", $"[\"{transaction}\"]"))["result"]);
    }

    private static string Text(BlockDraft draft) =>
        TextEncoding.UTF8.GetString(draft.ToBlockAnswer().ToMemory().Span) + TextEncoding.UTF8.GetString(draft.ToReceiptsAnswer().ToMemory().Span);

    private static async Task<int> CountReceiptsAsync(ReplayServerFixture fixture, ulong number) =>
        (await fixture.CallAsync("eth_getBlockReceipts", $"[\"0x{number:x}\"]"))["result"]!.AsArray().Count;
}
