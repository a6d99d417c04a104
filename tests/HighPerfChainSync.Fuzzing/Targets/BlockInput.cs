using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Fuzzing.Mutation;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>A block and its receipts in one input.</summary>
internal readonly struct BlockInput
{
    /// <summary>As the engine reads answers.</summary>
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    private readonly ReadOnlyMemory<byte> _block;
    private readonly ReadOnlyMemory<byte> _receipts;

    public BlockInput(ReadOnlyMemory<byte> input)
    {
        int separator = input.Span.IndexOf(TokenMap.Separator);
        _block = separator < 0 ? input : input[..separator];
        _receipts = separator < 0 ? default : input[(separator + 1)..];
    }

    /// <summary>Decodes all of it, the receipts as the result of one call.</summary>
    public void Decode(BlockDecoder decoder, BlockData block) => Decode(decoder, block, new(_block), new(_receipts));

    /// <summary>The same out of segments.</summary>
    public void DecodeSegmented(BlockDecoder decoder, BlockData block, int seed) =>
        Decode(decoder, block, Segments.Random(_block, 64, seed), Segments.Random(_receipts, 64, seed));

    /// <summary>Decodes all of it, each receipt as the result of a call of its own.</summary>
    public void DecodeOneByOne(BlockDecoder decoder, BlockData block)
    {
        var reader = new Utf8JsonReader(_block.Span, s_options);
        reader.Read();
        decoder.DecodeBlock(ref reader, block);
        reader = new Utf8JsonReader(_receipts.Span, s_options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) decoder.DecodeReceipt(ref reader, block);
        decoder.Complete(block);
    }

    private static void Decode(BlockDecoder decoder, BlockData block, ReadOnlySequence<byte> blockJson, ReadOnlySequence<byte> receiptsJson)
    {
        var reader = new Utf8JsonReader(blockJson, s_options);
        reader.Read();
        decoder.DecodeBlock(ref reader, block);
        reader = new Utf8JsonReader(receiptsJson, s_options);
        reader.Read();
        decoder.DecodeReceipts(ref reader, block);
        decoder.Complete(block);
    }
}
