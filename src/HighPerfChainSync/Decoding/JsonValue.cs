using System.Runtime.CompilerServices;
using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Decoding;

/// <summary>Reads a JSON value that has one fixed meaning. The reader is on the value and stays there.</summary>
/// <remarks>
/// The first lines of each method are the usual case, a text within one segment; it needs no look at escapes,
/// since a hexadecimal digit is never written with a backslash by a node and a backslash is no digit.
/// </remarks>
internal static class JsonValue
{
    /// <summary>A 32-byte <c>DATA</c>.</summary>
    public static Hash256 ReadHash(ref Utf8JsonReader reader, DecodeContext context)
    {
        Unsafe.SkipInit(out Hash256 value);
        Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<Hash256>(ref value));
        ReadFixed(ref reader, context, bytes);
        return value;
    }

    /// <summary>A 20-byte <c>DATA</c>, checksummed or not.</summary>
    public static Address ReadAddress(ref Utf8JsonReader reader, DecodeContext context)
    {
        Unsafe.SkipInit(out Address value);
        ReadFixed(ref reader, context, value);
        return value;
    }

    /// <summary><c>DATA</c> of exactly the destination's length.</summary>
    public static void ReadFixed(ref Utf8JsonReader reader, DecodeContext context, scoped Span<byte> destination)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (!reader.HasValueSequence && Hex.TryDecodeFixed(reader.ValueSpan, destination)) return;
            if (NeedsCopy(ref reader) && context.TryCopyText(ref reader, out ReadOnlySpan<byte> text)
                && Hex.TryDecodeFixed(text, destination))
                return;
        }

        context.Throw(ref reader, $"0x and {2 * destination.Length} hexadecimal digits are expected");
    }

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 64 bits.</summary>
    public static ulong ReadUInt64(ref Utf8JsonReader reader, DecodeContext context)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.HasValueSequence
            && Hex.TryParseQuantity(reader.ValueSpan, out ulong value))
            return value;
        if (!TryReadSlow(ref reader, context, out UInt256 wide) || !wide.IsUInt64)
            context.Throw(ref reader, "a quantity of at most 64 bits is expected");
        return wide.Limb0;
    }

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 32 bits.</summary>
    public static uint ReadUInt32(ref Utf8JsonReader reader, DecodeContext context)
    {
        ulong value = ReadUInt64(ref reader, context);
        if (value > uint.MaxValue) context.Throw(ref reader, "a quantity of at most 32 bits is expected");
        return (uint)value;
    }

    /// <summary>A <c>QUANTITY</c> or a JSON integer of at most 256 bits.</summary>
    public static UInt256 ReadUInt256(ref Utf8JsonReader reader, DecodeContext context)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.HasValueSequence
            && Hex.TryParseQuantity(reader.ValueSpan, out UInt256 value))
            return value;
        if (!TryReadSlow(ref reader, context, out value))
            context.Throw(ref reader, "a quantity of at most 256 bits is expected");
        return value;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static bool ReadBoolean(ref Utf8JsonReader reader, DecodeContext context)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            context.Throw(ref reader, "true or false is expected");
        return reader.TokenType == JsonTokenType.True;
    }

    /// <summary>Whether the value is a text without content, or <c>0x</c>: what some nodes send instead of nothing.</summary>
    public static bool IsEmptyText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return false;
        if (!reader.HasValueSequence) return reader.ValueSpan.IsEmpty || reader.ValueSpan.SequenceEqual("0x"u8);
        if (reader.ValueSequence.Length != 2) return reader.ValueSequence.IsEmpty;
        Span<byte> two = stackalloc byte[2];
        System.Buffers.BuffersExtensions.CopyTo(reader.ValueSequence, two);
        return two.SequenceEqual("0x"u8);
    }

    /// <summary>The bytes of a short text; valid until the next value is read.</summary>
    public static bool TryReadText(ref Utf8JsonReader reader, DecodeContext context, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (NeedsCopy(ref reader)) return context.TryCopyText(ref reader, out text);
        text = reader.ValueSpan;
        return true;
    }

    private static bool NeedsCopy(ref Utf8JsonReader reader) => reader.HasValueSequence || reader.ValueIsEscaped;

    /// <summary>A quantity in several segments, with escapes, or written as a JSON number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadSlow(ref Utf8JsonReader reader, DecodeContext context, out UInt256 value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
            return TryReadNumber(ref reader, context.Scratch, out value);
        return NeedsCopy(ref reader) && TryReadText(ref reader, context, out ReadOnlySpan<byte> text)
            && Hex.TryParseQuantity(text, out value);
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, Span<byte> scratch, out UInt256 value)
    {
        value = default;
        ReadOnlySpan<byte> digits = reader.ValueSpan;
        if (reader.HasValueSequence)
        {
            if (reader.ValueSequence.Length > UInt256.MaxDecimalDigits) return false;
            scratch = scratch[..(int)reader.ValueSequence.Length];
            System.Buffers.BuffersExtensions.CopyTo(reader.ValueSequence, scratch);
            digits = scratch;
        }

        return UInt256.TryParseDecimal(digits, out value);
    }
}
