using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>Decodes JSON text in one call.</summary>
internal static class Decode
{
    public static BlockData Block(ReadOnlySequence<byte> json, BlockData block, UnknownFields? unknown = null)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        new BlockDecoder(unknown ?? new UnknownFields()).DecodeBlock(ref reader, block);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.Equal(0, reader.CurrentDepth);
        return block;
    }

    public static BlockData Receipts(ReadOnlySequence<byte> json, BlockData block, UnknownFields? unknown = null)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var decoder = new BlockDecoder(unknown ?? new UnknownFields());
        decoder.DecodeReceipts(ref reader, block);
        Assert.Equal(JsonTokenType.EndArray, reader.TokenType);
        Assert.Equal(0, reader.CurrentDepth);
        decoder.Complete(block);
        return block;
    }

    public static BlockData Block(string json, BlockData block) => Block(Sequence(json), block);

    public static BlockData Receipts(string json, BlockData block) => Receipts(Sequence(json), block);

    public static ReadOnlySequence<byte> Sequence(string json) =>
        Segments.Contiguous(System.Text.Encoding.UTF8.GetBytes(json));
}
