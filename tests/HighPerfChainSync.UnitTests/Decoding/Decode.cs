using System.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>Decodes JSON text in one call.</summary>
internal static class Decode
{
    public static BlockData Block(ReadOnlySequence<byte> json, BlockData block, UnknownFields? unknown = null)
    {
        long length = new BlockDecoder(unknown ?? new UnknownFields()).DecodeBlock(json, block);
        Assert.Equal(json.Length, length);
        return block;
    }

    public static BlockData Receipts(ReadOnlySequence<byte> json, BlockData block, UnknownFields? unknown = null)
    {
        var decoder = new BlockDecoder(unknown ?? new UnknownFields());
        Assert.Equal(json.Length, decoder.DecodeReceipts(json, block));
        decoder.Complete(block);
        return block;
    }

    public static BlockData Block(string json, BlockData block) => Block(Sequence(json), block);

    public static BlockData Receipts(string json, BlockData block) => Receipts(Sequence(json), block);

    public static ReadOnlySequence<byte> Sequence(string json) =>
        Segments.Contiguous(System.Text.Encoding.UTF8.GetBytes(json));
}
