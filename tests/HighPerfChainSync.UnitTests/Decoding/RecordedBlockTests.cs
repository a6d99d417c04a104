using System.Runtime.InteropServices;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Testing.Comparison;

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
    public void Every_value_of_every_recorded_block_is_in_the_records()
    {
        using var pool = new BlockDataPool();
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            BlockData block = pool.Rent("test");
            byte[] blockJson = File.ReadAllBytes(recorded.BlockPath);
            byte[]? receiptsJson = recorded.ReceiptsPath is null ? null : File.ReadAllBytes(recorded.ReceiptsPath);
            if (s_malformed.TryGetValue(recorded.Name, out string? field))
            {
                var error = Assert.Throws<DecodeException>(() => Decode.Block(Segments.Contiguous(blockJson), block));
                Assert.Equal(field, error.Field);
            }
            else
            {
                var unknown = new UnknownFields();
                Decode.Block(Segments.Contiguous(blockJson), block, unknown);
                if (receiptsJson is not null) Decode.Receipts(Segments.Contiguous(receiptsJson), block, unknown);
                Compare(recorded.Name, block, blockJson, receiptsJson, unknown);
                Assert.True((block.Findings & ~BlockFindings.UnknownField) == s_findings.GetValueOrDefault(recorded.Name), $"{recorded.Name}: {block.Findings}");
            }

            block.Return();
        }
    }

    [Fact]
    public void Segments_make_no_difference()
    {
        using var pool = new BlockDataPool();
        int seed = 0;
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            if (recorded.ReceiptsPath is null) continue;
            byte[] blockJson = File.ReadAllBytes(recorded.BlockPath);
            byte[] receiptsJson = File.ReadAllBytes(recorded.ReceiptsPath);
            BlockData whole = pool.Rent("whole");
            BlockData pieces = pool.Rent("pieces");
            Decode.Receipts(Segments.Contiguous(receiptsJson), Decode.Block(Segments.Contiguous(blockJson), whole));

            seed++;
            bool small = blockJson.Length + receiptsJson.Length < 20_000;
            int maxSize = small ? 1 : 700;
            Decode.Receipts(Segments.Random(receiptsJson, maxSize, seed), Decode.Block(Segments.Random(blockJson, maxSize, seed), pieces));
            AssertSame(whole, pieces, recorded.Name);
            whole.Return();
            pieces.Return();
        }
    }

    private static void Compare(string name, BlockData block, byte[] blockJson, byte[]? receiptsJson, UnknownFields unknown)
    {
        var comparer = new BlockComparer(block, name);
        using (JsonDocument json = JsonDocument.Parse(blockJson)) comparer.CompareBlock(json.RootElement);
        if (receiptsJson is not null)
        {
            using JsonDocument json = JsonDocument.Parse(receiptsJson);
            comparer.CompareReceipts(json.RootElement);
        }

        Assert.Equal(comparer.Unknown, unknown.Counts);
    }

    private static void AssertSame(BlockData x, BlockData y, string name)
    {
        var header = MemoryMarshal.AsBytes(new ReadOnlySpan<BlockHeader>(in x.Header));
        Assert.True(header.SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<BlockHeader>(in y.Header))), name);
        AssertSame(x.Transactions, y.Transactions, name);
        AssertSame(x.Logs, y.Logs, name);
        AssertSame(x.Withdrawals, y.Withdrawals, name);
        AssertSame(x.TokenTransfers, y.TokenTransfers, name);
        AssertSame(x.AccessList, y.AccessList, name);
        AssertSame(x.Authorizations, y.Authorizations, name);
        AssertSame(x.Rollup, y.Rollup, name);
        Assert.True(
            x.Arena.GetSpan(new ArenaRange(0, x.Arena.Length)).SequenceEqual(y.Arena.GetSpan(new ArenaRange(0, y.Arena.Length))),
            name);
        Assert.Equal(x.Findings, y.Findings);
    }

    private static void AssertSame<T>(RecordList<T> x, RecordList<T> y, string name)
        where T : unmanaged =>
        Assert.True(MemoryMarshal.AsBytes(x.Items).SequenceEqual(MemoryMarshal.AsBytes(y.Items)), $"{name}: {typeof(T).Name}");
}
