using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class BranchingChainTests
{
    private readonly GeneratedChain _trunk = new(new GeneratorOptions { Seed = 3, First = 100, Blocks = 80 });
    private readonly GeneratedChain _other = new(new GeneratorOptions { Seed = 4, First = 100, Blocks = 80 });

    [Fact]
    public void Every_branch_is_a_valid_chain()
    {
        var chain = new BranchingChain(_trunk, _other);
        chain.Reorganise(head: 150, depth: 1);
        chain.Reorganise(head: 152, depth: 10);
        chain.Reorganise(head: 153, depth: 2);
        Assert.Equal(4, chain.Count);
        for (int branch = 0; branch < chain.Count; branch++) AssertValid(chain.Branch(branch), 100, 170);
    }

    [Fact]
    public void A_recorded_chain_has_branches_too()
    {
        RecordedChain sample = RecordedChain.Load(SampleChain.Open(), "sample");
        var chain = new BranchingChain(sample);
        chain.Reorganise(head: 60, depth: 20);
        AssertValid(chain, 30, 80);
    }

    [Fact]
    public void Branches_share_what_lies_below_the_fork_and_nothing_above()
    {
        var chain = new BranchingChain(_trunk, _other);
        chain.Reorganise(head: 150, depth: 10);
        for (ulong number = 100; number <= 150; number++)
        {
            Assert.Equal(number <= 140, HashOf(_trunk, number) == HashOf(chain, number));
            Hash256 orphan = HashOf(_trunk, number);
            Assert.Equal(number <= 140, chain.TryFindBlock(in orphan, out ulong found) && found == number);
        }

        // The same transactions in odd blocks, others in even ones.
        Assert.Equal(Transactions(_trunk, 141), Transactions(chain, 141));
        Assert.NotEqual(Transactions(_trunk, 142), Transactions(chain, 142));
        Assert.Equal(Transactions(_other, 142), Transactions(chain, 142));
    }

    [Fact]
    public void It_can_go_back_to_the_first_branch()
    {
        var chain = new BranchingChain(_trunk);
        Hash256 first = HashOf(chain, 145);
        chain.Reorganise(head: 150, depth: 10);
        Hash256 second = HashOf(chain, 145);
        Assert.NotEqual(first, second);
        chain.Reorganise(head: 150, depth: 10);
        Assert.NotEqual(second, HashOf(chain, 145));
        chain.SwitchBack();
        Assert.Equal(second, HashOf(chain, 145));
        chain.SwitchTo(0);
        Assert.Equal(first, HashOf(chain, 145));
    }

    [Fact]
    public void Blocks_are_the_same_when_they_are_asked_for_again()
    {
        var chain = new BranchingChain(new GeneratedChain(new GeneratorOptions { Blocks = 400 }));
        chain.Reorganise(head: 150, depth: 50);
        Hash256 hash = HashOf(chain, 101);
        HashOf(chain, 399);
        Assert.Equal(hash, HashOf(chain, 101));
    }

    private static void AssertValid(ReplayChain chain, ulong first, ulong last)
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var decoder = new BlockDecoder(new UnknownFields());
        // The recorded node has a root of its own for blob transactions.
        var verifier = new BlockVerifier(new VerificationOptions { SkippedChecks = CheckSet.Empty.With(BlockCheck.TransactionsRoot) }, HighPerfChainSync.Chain.ChainProfiles.Generic);
        Hash256? parent = null;
        for (ulong number = first; number <= last; number++)
        {
            Assert.True(chain.TryGetBlock(number, out ReplayAnswer? answer));
            Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
            decoder.DecodeBlock(new(answer.ToMemory()), block);
            decoder.DecodeReceipts(new(receipts.ToMemory()), block);
            decoder.Complete(block);
            BlockVerdict verdict = verifier.Verify(block);
            Assert.True(verdict.IsGood && verdict.Passed.Contains(BlockCheck.BlockHash), $"{number}: {verdict.Failed} {verdict.Detail}");
            if (parent is not null) Assert.Equal(parent, block.Header.ParentHash);
            parent = block.Header.Hash;
        }

        block.Return();
    }

    private static Hash256 HashOf(ReplayChain chain, ulong number) => Hash256.Parse(Block(chain, number)["hash"]!.GetValue<string>());

    private static List<string> Transactions(ReplayChain chain, ulong number) =>
        [.. Block(chain, number)["transactions"]!.AsArray().Select(transaction => transaction!["hash"]!.GetValue<string>())];

    private static JsonNode Block(ReplayChain chain, ulong number)
    {
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? answer));
        return JsonNode.Parse(answer.ToMemory().Span)!;
    }
}
