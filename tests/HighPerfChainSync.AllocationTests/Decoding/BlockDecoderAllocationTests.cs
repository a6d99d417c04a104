using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.AllocationTests.Decoding;

public sealed class BlockDecoderAllocationTests
{
    private const int WarmUp = 50;
    private const int Rounds = 200;

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(64)]
    [InlineData(1)]
    public void A_block_is_decoded_without_allocating(int segmentSize)
    {
        var block = SampleJson.Block();
        block["unknown"] = "counted";
        ReadOnlySequence<byte> blockJson = Segments.Fixed(JsonSerializer.SerializeToUtf8Bytes(block), segmentSize);
        ReadOnlySequence<byte> receiptsJson = Segments.Fixed(JsonSerializer.SerializeToUtf8Bytes(SampleJson.Receipts()), segmentSize);
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("test");
        var decoder = new BlockDecoder(new UnknownFields(static (_, _) => { }));

        for (int i = 0; i < WarmUp; i++) DecodeWhole(decoder, data, in blockJson, in receiptsJson);
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < Rounds; i++) DecodeWhole(decoder, data, in blockJson, in receiptsJson);
        }));
        Assert.Equal(SampleJson.TransactionCount, data.Transactions.Count);
        data.Return();
    }

    /// <summary>The names of fields are shared: each decoder has its buffers, and what it learns of their order.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_further_decoder_costs_little(int extraFields)
    {
        var unknown = new UnknownFields();
        ChainProfile profile = ChainProfiles.Generic with
        {
            HeaderFields = [.. Enumerable.Range(0, extraFields).Select(i => new HeaderFieldDefinition($"extraField{i}", HeaderFieldKind.Hash))],
        };
        for (int i = 0; i < WarmUp; i++) _ = new BlockDecoder(unknown, profile);

        Assert.InRange(Allocations.Least(() => _ = new BlockDecoder(unknown, profile)), 1, 5_000);
    }

    [Fact]
    public void Renting_and_returning_a_block_does_not_allocate()
    {
        using var pool = new BlockDataPool();
        for (int i = 0; i < WarmUp; i++) pool.Rent("test").Return();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < Rounds; i++) pool.Rent("test").Return();
        }));
    }

    private static void DecodeWhole(BlockDecoder decoder, BlockData data, in ReadOnlySequence<byte> block, in ReadOnlySequence<byte> receipts)
    {
        decoder.DecodeBlock(block, data);
        decoder.DecodeReceipts(receipts, data);
        decoder.Complete(data);
    }
}
