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
        decoder.DecodeBlock(new(_block), block);
        var reader = new Utf8JsonReader(_receipts.Span, s_options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            decoder.DecodeReceipt(new(_receipts[start..]), block);
        }

        decoder.Complete(block);
    }

    private static void Decode(BlockDecoder decoder, BlockData block, ReadOnlySequence<byte> blockJson, ReadOnlySequence<byte> receiptsJson)
    {
        RequireEnd(blockJson, decoder.DecodeBlock(blockJson, block));
        RequireEnd(receiptsJson, decoder.DecodeReceipts(receiptsJson, block));
        decoder.Complete(block);
    }

    /// <summary>What the decoder takes for a value must be JSON, and end where it says.</summary>
    private static void RequireEnd(ReadOnlySequence<byte> json, long length)
    {
        var reader = new Utf8JsonReader(json, s_options);
        try
        {
            reader.Read();
            reader.Skip();
        }
        catch (JsonException refusal)
        {
            throw new FuzzFault($"Something was read that is not JSON: {refusal.Message}");
        }

        if (reader.BytesConsumed != length) throw new FuzzFault($"A value of {reader.BytesConsumed} bytes was read as one of {length}.");
    }
}
