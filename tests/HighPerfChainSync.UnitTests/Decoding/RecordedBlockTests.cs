using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

public sealed class RecordedBlockTests
{
    /// <summary>A recorded answer that is wrong on purpose, with the field that must be named.</summary>
    private static readonly Dictionary<string, string> s_malformed = new()
    {
        ["ethereum-goerli/8656414.block.json"] = "withdrawals[0]", // The fixture of a withdrawal that is null.
    };

    /// <summary>Recorded answers whose items do not fit their block, in the node's own words.</summary>
    private static readonly Dictionary<string, BlockFindings> s_findings = new()
    {
        ["hedera/97395350.block.json"] = BlockFindings.TransactionIndex, // One transaction is recorded, at another position.
        ["negative/ethereum-goerli/8651337.block.json"] = BlockFindings.TransactionBlockHash,
        ["negative/ethereum-goerli/8656414.block.json"] = BlockFindings.TransactionBlockHash,
        ["negative/polygon/38656992.block.json"] = BlockFindings.LogTransactionIndex,
    };

    [Fact]
    public void Every_recorded_block_decodes()
    {
        using var pool = new BlockDataPool();
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            BlockData block = pool.Rent("test");
            if (s_malformed.TryGetValue(recorded.Name, out string? field))
            {
                var error = Assert.Throws<DecodeException>(() => DecodeWhole(recorded, block));
                Assert.Equal(field, error.Field);
            }
            else
            {
                DecodeWhole(recorded, block);
                Assert.True(
                    block.Findings == s_findings.GetValueOrDefault(recorded.Name),
                    $"{recorded.Name}: {block.Findings}");
            }

            block.Return();
        }
    }

    private static void DecodeWhole(RecordedBlock recorded, BlockData block)
    {
        Decode.Block(Segments.Contiguous(File.ReadAllBytes(recorded.BlockPath)), block);
        if (recorded.ReceiptsPath is not null)
            Decode.Receipts(Segments.Contiguous(File.ReadAllBytes(recorded.ReceiptsPath)), block);
    }
}
