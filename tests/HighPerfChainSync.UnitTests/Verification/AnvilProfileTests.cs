using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>What a development chain does otherwise is excepted in the blocks that do it, and nowhere else.</summary>
public sealed class AnvilProfileTests : IDisposable
{
    private const int ChainId = 31337;

    private readonly RecordedChain _chain = RecordedChain.Load(SampleChain.Open(), "sample");
    private readonly BlockDataPool _pool = new();
    private readonly BlockDecoder _decoder = new(new UnknownFields(), ChainProfiles.Of(ChainId));
    private readonly BlockVerifier _verifier = new(new VerificationOptions(), ChainProfiles.Of(ChainId));
    private readonly BlockData _block;

    public AnvilProfileTests() => _block = _pool.Rent("test");

    [Fact]
    public void Every_block_of_the_sample_chain_is_verified_but_for_the_root_of_those_with_blobs()
    {
        int blobs = 0;
        for (ulong n = _chain.First; n <= _chain.Last; n++)
        {
            Decode(n);
            BlockVerdict verdict = _verifier.Verify(_block);
            bool hasBlobs = Holds(TransactionType.Blob);
            if (hasBlobs) blobs++;
            Assert.True(verdict.IsGood, $"{n}: {verdict.Failed} {verdict.Detail}");
            Assert.Equal(hasBlobs ? [BlockCheck.TransactionsRoot] : [], verdict.Unverifiable);
        }

        Assert.Equal(2, blobs);
    }

    [Fact]
    public void A_wrong_root_without_blobs_and_any_other_fault_beside_them_are_rejected()
    {
        int rejected = 0;
        for (ulong n = _chain.First + 1; n <= _chain.Last; n++)
        {
            Decode(n);
            _block.Header.TransactionsRoot = Hash256.Parse("0x" + new string('7', 64));
            Assert.Contains(BlockCheck.BlockHash, _verifier.Verify(_block).Failed);
            Assert.NotEqual(Holds(TransactionType.Blob), _verifier.Verdict.Failed.Contains(BlockCheck.TransactionsRoot));
            rejected++;
            if (!Holds(TransactionType.Blob)) continue;
            Decode(n);
            _block.Transactions[0].Value = UInt256.MaxValue;
            Assert.Contains(BlockCheck.TransactionHash, _verifier.Verify(_block).Failed);
        }

        Assert.Equal(319, rejected);
    }

    [Fact]
    public void A_transaction_without_a_signature_may_have_another_hash_and_one_with_a_signature_may_not()
    {
        Decode(FirstWith(TransactionType.DynamicFee));
        _block.Transactions[0].Hash = Hash256.Parse("0x" + new string('7', 64));
        Assert.Contains(BlockCheck.TransactionHash, _verifier.Verify(_block).Failed);
        _block.Transactions[0].R = default;
        Assert.Contains(BlockCheck.TransactionHash, _verifier.Verify(_block).Failed);
        _block.Transactions[0].S = default;
        BlockVerdict verdict = _verifier.Verify(_block);
        Assert.Contains(BlockCheck.TransactionHash, verdict.Unverifiable);

        // Its content is still under the root.
        Assert.Contains(BlockCheck.TransactionsRoot, verdict.Failed);
        Assert.Equal(UnverifiableReason.Profile, verdict.ReasonOf(BlockCheck.TransactionHash));
    }

    [Theory]
    [InlineData("""{"name":"x","lenientCases":[{"checks":["transactions-root"]}]}""")]
    [InlineData("""{"name":"x","lenientCases":[{"checks":[],"unsigned":true}]}""")]
    [InlineData("""{"name":"x","lenientCases":[{"checks":["root"],"unsigned":true}]}""")]
    [InlineData("""{"name":"x","lenientCases":[{"checks":["transactions-root"],"transactionTypes":["3"]}]}""")]
    [InlineData("""{"name":"x","lenientCases":[null]}""")]
    [InlineData("""{"name":"x","lenientChecks":["gas-price","receipt-missing"]}""")]
    public void A_case_that_cannot_be_used_is_refused(string json)
    {
        using var stream = new MemoryStream(TextEncoding.UTF8.GetBytes(json));
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ChainProfiles.Read(stream, "x.json"));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("x.json", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    private bool Holds(ulong type)
    {
        foreach (ref readonly TransactionRecord transaction in _block.Transactions.Items)
        {
            if (transaction.Type == type) return true;
        }

        return false;
    }

    private ulong FirstWith(ulong type)
    {
        for (ulong n = _chain.First; ; n++)
        {
            Decode(n);
            if (_block.Transactions.Count > 0 && _block.Transactions[0].Type == type) return n;
        }
    }

    private void Decode(ulong number)
    {
        Assert.True(_chain.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(_chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        _block.Reset();
        _decoder.DecodeBlock(new(answer.ToMemory()), _block);
        _decoder.DecodeReceipts(new(receipts.ToMemory()), _block);
        _decoder.Complete(_block);
    }
}
