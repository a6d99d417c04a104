using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Decoding;

/// <summary>Takes a JSON value that has one fixed meaning and comes next.</summary>
/// <remarks>The first line of each method is the usual case; anything else goes through <see cref="Utf8JsonReader"/>.</remarks>
internal static class JsonValue
{
    /// <summary>A 32-byte <c>DATA</c>.</summary>
    public static Hash256 ReadHash(ref JsonCursor json, DecodeContext context)
    {
        if (!json.TryTakeWord(out Hash256 value)) ReadFixedSlow(ref json, context, MemoryMarshal.AsBytes(new Span<Hash256>(ref value)));
        return value;
    }

    /// <summary>A 20-byte <c>DATA</c>, checksummed or not.</summary>
    public static Address ReadAddress(ref JsonCursor json, DecodeContext context)
    {
        Unsafe.SkipInit(out Address value);
        ReadFixed(ref json, context, value);
        return value;
    }

    /// <summary><c>DATA</c> of exactly the destination's length.</summary>
    public static void ReadFixed(ref JsonCursor json, DecodeContext context, scoped Span<byte> destination)
    {
        if (!json.TryTakeFixed(destination)) ReadFixedSlow(ref json, context, destination);
    }

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 64 bits.</summary>
    public static ulong ReadUInt64(ref JsonCursor json, DecodeContext context) =>
        json.TryTakeQuantity(out ulong value) ? value : ReadNumberSlow(ref json, context, 64).Limb0;

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 32 bits.</summary>
    public static uint ReadUInt32(ref JsonCursor json, DecodeContext context)
    {
        long start = json.Position;
        ulong value = ReadUInt64(ref json, context);
        if (value > uint.MaxValue) context.ThrowAt(ref json, start, "a quantity of at most 32 bits is expected");
        return (uint)value;
    }

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 256 bits.</summary>
    public static UInt256 ReadUInt256(ref JsonCursor json, DecodeContext context) =>
        json.TryTakeQuantity(out UInt256 value) ? value : ReadNumberSlow(ref json, context, 256);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static bool ReadBoolean(ref JsonCursor json, DecodeContext context)
    {
        if (!json.TryTakeBoolean(out bool value)) context.Throw(ref json, "true or false is expected");
        return value;
    }

    /// <summary>Takes a text without content, or <c>0x</c>: what some nodes send instead of nothing.</summary>
    public static bool TryTakeEmptyText(ref JsonCursor json)
    {
        if (json.TryTakeEmptyText()) return true;
        if (json.TryPeekText(out _) || json.Peek() != '"') return false;
        Utf8JsonReader reader = json.Open(); // Straddles segments.
        Span<byte> two = stackalloc byte[2];
        if (!reader.HasValueSequence || reader.ValueSequence.Length > two.Length) return false;
        two = two[..(int)reader.ValueSequence.Length];
        reader.ValueSequence.CopyTo(two);
        if (!two.IsEmpty && !two.SequenceEqual("0x"u8)) return false;
        json.Take(in reader);
        return true;
    }

    /// <summary>The bytes of a short text; valid until the next value is read.</summary>
    public static bool TryReadText(ref JsonCursor json, DecodeContext context, out ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = json.Open();
        text = default;
        if (reader.TokenType != JsonTokenType.String || !context.TryCopyText(in reader, out text)) return false;
        json.Take(in reader);
        return true;
    }

    private static bool NeedsCopy(ref Utf8JsonReader reader) => reader.HasValueSequence || reader.ValueIsEscaped;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadFixedSlow(ref JsonCursor json, DecodeContext context, scoped Span<byte> destination)
    {
        Utf8JsonReader reader = json.Open();
        if (reader.TokenType != JsonTokenType.String || !NeedsCopy(ref reader)
            || !context.TryCopyText(in reader, out ReadOnlySpan<byte> text) || !Hex.TryDecodeFixed(text, destination))
            context.Throw(ref json, $"0x and {2 * destination.Length} hexadecimal digits are expected");
        json.Take(in reader);
    }

    /// <summary>A quantity in several segments, with escapes, or written as a JSON number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static UInt256 ReadNumberSlow(ref JsonCursor json, DecodeContext context, int bits)
    {
        Utf8JsonReader reader = json.Open();
        if (!TryReadNumber(ref reader, context, out UInt256 value) || (bits == 64 && !value.IsUInt64))
            context.Throw(ref json, $"a quantity of at most {bits} bits is expected");
        json.Take(in reader);
        return value;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, DecodeContext context, out UInt256 value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
        {
            // The scratch is longer than the longest number, and a longer one is no number of 256 bits.
            return context.TryCopyDigits(in reader, out ReadOnlySpan<byte> digits) && UInt256.TryParseDecimal(digits, out value);
        }

        return reader.TokenType == JsonTokenType.String && context.TryCopyText(in reader, out ReadOnlySpan<byte> text)
            && Hex.TryParseQuantity(text, out value);
    }
}
