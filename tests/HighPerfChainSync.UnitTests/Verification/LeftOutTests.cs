using System.Text.Json.Nodes;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.UnitTests.Decoding;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>What a node leaves out is written as null; that it hashes like zero must not make it verified.</summary>
public sealed class LeftOutTests
{
    /// <summary>A block whose difficulty and blob gas are zero, with a transaction that failed.</summary>
    private const ulong Number = 12;

    [Theory]
    [InlineData("difficulty")]
    [InlineData("blobGasUsed")]
    [InlineData("excessBlobGas")]
    public void A_number_of_the_header(string field)
    {
        RequireUnverifiable(BlockCheck.BlockHash, (block, _) =>
        {
            Assert.Equal("0x0", block[field]!.GetValue<string>());
            block.Remove(field);
        });
    }

    [Fact]
    public void The_status_of_a_transaction_that_failed()
    {
        RequireUnverifiable(BlockCheck.ReceiptsRoot, (_, receipts) =>
        {
            JsonNode failed = receipts.First(static receipt => receipt!["status"]!.GetValue<string>() == "0x0")!;
            failed.AsObject().Remove("status");
        });
    }

    private static void RequireUnverifiable(BlockCheck check, Action<JsonObject, JsonArray> change)
    {
        RecordedChain chain = RecordedChain.Load(SampleChain.Open(), "sample chain");
        chain.TryGetBlock(Number, out ReplayAnswer? blockAnswer);
        chain.TryGetReceipts(Number, out ReplayAnswer? receiptsAnswer);
        JsonObject block = JsonNode.Parse(blockAnswer!.ToMemory().Span)!.AsObject();
        JsonArray receipts = JsonNode.Parse(receiptsAnswer!.ToMemory().Span)!.AsArray();
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("test");
        var verifier = new BlockVerifier(new VerificationOptions(), ChainProfiles.Generic);

        Assert.True(Verify().Passed.Contains(check));
        change(block, receipts);
        BlockVerdict verdict = Verify();
        Assert.False(verdict.Passed.Contains(check));
        Assert.True(verdict.Unverifiable.Contains(check), $"Failed: {verdict.Failed}");
        Assert.Equal(UnverifiableReason.MissingField, verdict.ReasonOf(check));
        data.Return();

        BlockVerdict Verify()
        {
            Decode.Block(block.ToJsonString(), data);
            Decode.Receipts(receipts.ToJsonString(), data);
            return verifier.Verify(data);
        }
    }
}
