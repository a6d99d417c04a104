using System.Globalization;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>The blocks of one batch follow one another, although nodes of different branches may have answered.</summary>
public sealed class ParentLinkTests
{
    private static readonly VerificationOptions s_none = new() { Level = VerificationLevel.None };

    [Fact]
    public async Task What_lies_behind_a_break_is_fetched_again()
    {
        await using var group = new EndpointGroup(
            new SteppingTime(),
            s_none,
            request => FakeNode.Items(request, call => request.Number == 0 && FakeChain.NumberOf(call) >= 4 ? Other(call) : FakeChain.Answer(call)));
        Assert.Equal(EndpointGroup.Hashes(1, 6), await group.FetchAsync(1, 6));
        Assert.Equal(["0x1", "0x2", "0x3", "0x4", "0x5", "0x6", "0x4", "0x5", "0x6"], FullBlocks(group));
        Assert.Equal(1, group.Recorder.Sum("chainsync.verification.failed", "chain=c,check=parent-hash,endpoint=http://node0"));
    }

    [Fact]
    public async Task All_of_it_is_fetched_again_when_it_was_the_first_part_that_is_out_of_date()
    {
        // The chain changes between the first request and the others.
        await using var group = new EndpointGroup(
            new SteppingTime(),
            s_none,
            request => FakeNode.Items(request, call => IsOther(call) || (IsBlock(call) && (request.Number > 0 || FakeChain.NumberOf(call) >= 3)) ? Other(call) : FakeChain.Answer(call)));
        Assert.Equal([Hash(1), Hash(2), Hash(3), Hash(4)], await group.FetchAsync(1, 4));
        Assert.Equal(["0x1", "0x2", "0x3", "0x4", "0x3", "0x4", "0x1", "0x2", "0x3", "0x4"], FullBlocks(group));
    }

    [Fact]
    public async Task What_stays_broken_is_handed_on_for_others_to_judge()
    {
        await using var group = new EndpointGroup(
            new SteppingTime(),
            s_none,
            request => FakeNode.Items(request, call => FakeChain.NumberOf(call) == 3 ? Other(call) : FakeChain.Answer(call)));
        Assert.Equal([FakeChain.Hash(1), FakeChain.Hash(2), Hash(3), FakeChain.Hash(4)], await group.FetchAsync(1, 4));
        Assert.InRange(FullBlocks(group).Length, 20, 40);
    }

    [Fact]
    public async Task The_branch_of_another_endpoint_is_no_part_of_a_batch()
    {
        // The second endpoint is on another branch, and gives what the first one lacks.
        await using var group = new EndpointGroup(
            new SteppingTime(),
            s_none,
            request => FakeNode.Items(request, call => request.Number < 2 && FakeChain.NumberOf(call) == 4 ? "null" : FakeChain.Answer(call)),
            request => FakeNode.Items(request, Other));
        for (int i = 0; i < 4; i++)
        {
            string[] hashes = await group.FetchAsync(1, 4);
            Assert.True(hashes.SequenceEqual(EndpointGroup.Hashes(1, 4)) || hashes.SequenceEqual([Hash(1), Hash(2), Hash(3), Hash(4)]), string.Join(' ', hashes));
        }
    }

    [Fact]
    public async Task What_could_not_be_verified_of_a_block_counts_once_however_often_it_was_complete()
    {
        // So far below the head blocks are complete, and found good, before the break is seen.
        var verification = new VerificationOptions { Level = VerificationLevel.Structure, SkippedChecks = CheckSet.Empty.With(BlockCheck.GasUsed) };
        await using var group = new EndpointGroup(
            new SteppingTime(),
            verification,
            request => FakeNode.Items(request, call => call.Parameters.Contains("latest", StringComparison.Ordinal) ? FakeChain.Block(200)
                : request.Number == 1 && FakeChain.NumberOf(call) >= 11 ? Other(call)
                : FakeChain.Answer(call)));
        await group.Source.GetHeadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(EndpointGroup.Hashes(9, 5), await group.FetchAsync(9, 5));

        Assert.Equal(["0x9", "0xa", "0xb", "0xc", "0xd", "0xb", "0xc", "0xd"], FullBlocks(group));
        // Block 12 has no transactions, whose gas the others leave out.
        Assert.Equal(4, group.Recorder.Sum("chainsync.verification.unverifiable", "chain=c,check=gas-used,reason=profile"));
    }

    private static bool IsBlock(FakeCall call) => call.Method == "eth_getBlockByNumber";

    private static bool IsOther(FakeCall call) => call.Parameters.Contains("0x00000bad", StringComparison.Ordinal);

    private static string[] FullBlocks(EndpointGroup group) =>
        [.. group.Calls(0).Where(call => call.Parameters.EndsWith(",true]", StringComparison.Ordinal)).Select(call => call.Parameters.Split('"')[1])];

    private static string Hash(int number) => string.Create(CultureInfo.InvariantCulture, $"0x00000bad{number:x8}{new string('0', 48)}");

    /// <summary>The other branch: it has the same blocks under other hashes.</summary>
    private static string Other(FakeCall call)
    {
        if (call.Parameters.Contains("latest", StringComparison.Ordinal)) return FakeChain.Answer(call);
        int number = FakeChain.NumberOf(call);
        if (call.Method == "eth_getBlockReceipts") return FakeChain.Receipts(number, Hash(number));
        return FakeChain.Block(number, Hash(number)).Replace($"\"parentHash\":\"{FakeChain.Hash(number - 1)}\"", $"\"parentHash\":\"{Hash(number - 1)}\"", StringComparison.Ordinal);
    }
}
