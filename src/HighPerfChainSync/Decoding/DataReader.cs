using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Decoding;

/// <summary>Reads <c>DATA</c> of any length, and lists of 32-byte words, into the arena.</summary>
internal static class DataReader
{
    /// <summary><c>DATA</c> of any length.</summary>
    public static ArenaRange Read(ref Utf8JsonReader reader, DecodeContext context, ByteArena arena)
    {
        if (reader.TokenType != JsonTokenType.String) Fail(ref reader, context);
        if (reader.ValueIsEscaped) return ReadEscaped(ref reader, context, arena);
        if (reader.HasValueSequence) return ReadPieces(ref reader, context, arena);
        if (!TryDecode(reader.ValueSpan, arena, out ArenaRange range)) Fail(ref reader, context);
        return range;
    }

    /// <summary>A bloom filter: 256 bytes, or none.</summary>
    public static ArenaRange ReadBloom(ref Utf8JsonReader reader, DecodeContext context, ByteArena arena)
    {
        ArenaRange range = Read(ref reader, context, arena);
        if (range.Length is not (0 or 256)) context.Throw(ref reader, "0x and 512 hexadecimal digits, or none, are expected");
        return range;
    }

    /// <summary>An array of 32-byte words, one behind the other.</summary>
    public static ArenaRange ReadWords(ref Utf8JsonReader reader, DecodeContext context, ByteArena arena)
    {
        context.RequireArray(ref reader);
        int start = arena.Length;
        for (int i = 0; context.NextItem(ref reader, i); i++)
        {
            arena.Reserve(Hash256.Length, out Span<byte> word);
            JsonValue.ReadFixed(ref reader, context, word);
        }

        return new ArenaRange(start, arena.Length - start);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, ByteArena arena, out ArenaRange range)
    {
        range = default;
        if (text.Length < 2 || (text.Length & 1) != 0) return false;
        range = arena.Reserve((text.Length - 2) / 2, out Span<byte> bytes);
        return Hex.TryDecodeFixed(text, bytes);
    }

    private static ArenaRange ReadEscaped(ref Utf8JsonReader reader, DecodeContext context, ByteArena arena)
    {
        // No node writes digits as escapes. Short ones are read all the same, long ones are not worth a buffer.
        ArenaRange range = default;
        if (!context.TryCopyText(ref reader, out ReadOnlySpan<byte> text) || !TryDecode(text, arena, out range))
            Fail(ref reader, context);
        return range;
    }

    /// <summary>Decodes segment by segment; a digit whose partner is in the next segment waits.</summary>
    private static ArenaRange ReadPieces(ref Utf8JsonReader reader, DecodeContext context, ByteArena arena)
    {
        ReadOnlySequence<byte> text = reader.ValueSequence;
        Span<byte> pair = stackalloc byte[2];
        if (text.Length < 2 || (text.Length & 1) != 0) Fail(ref reader, context);
        text.Slice(0, 2).CopyTo(pair);
        if (!Hex.HasPrefix(pair)) Fail(ref reader, context);
        text = text.Slice(2);
        if (text.Length / 2 > Array.MaxLength) Fail(ref reader, context);

        ArenaRange range = arena.Reserve((int)(text.Length / 2), out Span<byte> bytes);
        bool waiting = false;
        foreach (ReadOnlyMemory<byte> segment in text)
        {
            ReadOnlySpan<byte> digits = segment.Span;
            if (waiting && !digits.IsEmpty)
            {
                pair[1] = digits[0];
                if (!Hex.TryDecodeDigits(pair, bytes[..1])) Fail(ref reader, context);
                bytes = bytes[1..];
                digits = digits[1..];
                waiting = false;
            }

            int whole = digits.Length / 2;
            if (!Hex.TryDecodeDigits(digits[..(2 * whole)], bytes[..whole])) Fail(ref reader, context);
            bytes = bytes[whole..];
            if ((digits.Length & 1) != 0)
            {
                pair[0] = digits[^1];
                waiting = true;
            }
        }

        return range;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Fail(ref Utf8JsonReader reader, DecodeContext context) =>
        context.Throw(ref reader, "0x and pairs of hexadecimal digits are expected");
}
