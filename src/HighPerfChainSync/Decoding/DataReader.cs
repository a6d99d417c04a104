using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Decoding;

/// <summary>Reads <c>DATA</c> of any length, and lists of 32-byte words, into the arena.</summary>
internal static class DataReader
{
    private const int BloomLength = 256;

    /// <summary><c>DATA</c> of any length.</summary>
    public static ArenaRange Read(ref JsonCursor json, DecodeContext context, ByteArena arena) =>
        json.TryTakeData(arena, out ArenaRange range) ? range : ReadSlow(ref json, context, arena);

    /// <summary>A bloom filter: 256 bytes, or none.</summary>
    public static ArenaRange ReadBloom(ref JsonCursor json, DecodeContext context, ByteArena arena)
    {
        long start = json.Position;
        int before = arena.Length;
        ArenaRange range = arena.Reserve(BloomLength, out Span<byte> bloom);
        if (json.TryTakeFixed(bloom)) return range;
        arena.Truncate(before);
        range = Read(ref json, context, arena);
        if (range.Length is not (0 or BloomLength)) context.ThrowAt(ref json, start, "0x and 512 hexadecimal digits, or none, are expected");
        return range;
    }

    /// <summary>An array of 32-byte words, one behind the other.</summary>
    public static ArenaRange ReadWords(ref JsonCursor json, DecodeContext context, ByteArena arena)
    {
        context.EnterArray(ref json);
        int start = arena.Length;
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            arena.Reserve(Hash256.Length, out Span<byte> word);
            JsonValue.ReadFixed(ref json, context, word);
        }

        return new ArenaRange(start, arena.Length - start);
    }

    /// <summary>Data that straddles segments. No node writes digits as escapes: short ones are read all the same, long ones are not worth a buffer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArenaRange ReadSlow(ref JsonCursor json, DecodeContext context, ByteArena arena)
    {
        Utf8JsonReader reader = json.Open();
        int before = arena.Length;
        ArenaRange range = default;
        bool isRead = reader.TokenType == JsonTokenType.String && (reader.HasValueSequence && !reader.ValueIsEscaped
            ? TryReadPieces(reader.ValueSequence, arena, out range)
            : context.TryCopyText(in reader, out ReadOnlySpan<byte> text) && TryDecode(text, arena, out range));
        if (!isRead)
        {
            arena.Truncate(before);
            context.Throw(ref json, "0x and pairs of hexadecimal digits are expected");
        }

        json.Take(in reader);
        return range;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, ByteArena arena, out ArenaRange range)
    {
        range = default;
        if (text.Length < 2 || (text.Length & 1) != 0) return false;
        range = arena.Reserve((text.Length - 2) / 2, out Span<byte> bytes);
        return Hex.TryDecodeFixed(text, bytes);
    }

    /// <summary>Decodes segment by segment; a digit whose partner is in the next segment waits.</summary>
    private static bool TryReadPieces(ReadOnlySequence<byte> text, ByteArena arena, out ArenaRange range)
    {
        range = default;
        Span<byte> pair = stackalloc byte[2];
        if (text.Length < 2 || (text.Length & 1) != 0 || text.Length / 2 > Array.MaxLength) return false;
        text.Slice(0, 2).CopyTo(pair);
        if (!Hex.HasPrefix(pair)) return false;
        text = text.Slice(2);
        range = arena.Reserve((int)(text.Length / 2), out Span<byte> bytes);
        bool waiting = false;
        foreach (ReadOnlyMemory<byte> segment in text)
        {
            ReadOnlySpan<byte> digits = segment.Span;
            if (waiting && !digits.IsEmpty)
            {
                pair[1] = digits[0];
                if (!Hex.TryDecodeDigits(pair, bytes[..1])) return false;
                bytes = bytes[1..];
                digits = digits[1..];
                waiting = false;
            }

            int whole = digits.Length / 2;
            if (!Hex.TryDecodeDigits(digits[..(2 * whole)], bytes[..whole])) return false;
            bytes = bytes[whole..];
            if ((digits.Length & 1) != 0)
            {
                pair[0] = digits[^1];
                waiting = true;
            }
        }

        return true;
    }
}
