using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Decoding;

/// <content>
/// Hexadecimal in its usual form: a string within one segment, without escapes. Each method takes the value or leaves everything as it was;
/// it expects that <see cref="Peek"/> has just been called.
/// </content>
internal ref partial struct JsonCursor
{
    /// <summary>A quote and <c>0x</c>.</summary>
    private const int Opening = 3;
    private const int WordDigits = 2 * Hash256.Length;
    private const int MaxUInt64Digits = 16;

    /// <summary>Takes 32 bytes of <c>DATA</c>.</summary>
    public bool TryTakeWord(out Hash256 value)
    {
        Unsafe.SkipInit(out value);
        ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _position);
        if (!IsFramed(WordDigits) || !HexDecoder.TryDecodeWord(ref Unsafe.Add(ref start, Opening), ref Unsafe.As<Hash256, byte>(ref value))) return false;
        _position += Opening + WordDigits + 1;
        return true;
    }

    /// <summary>Takes <c>DATA</c> of exactly the destination's length.</summary>
    public bool TryTakeFixed(scoped Span<byte> destination)
    {
        int digits = 2 * destination.Length;
        if (!IsFramed(digits) || !HexDecoder.TryDecode(_span.Slice(_position + Opening, digits), destination)) return false;
        _position += Opening + digits + 1;
        return true;
    }

    /// <summary>Takes a <c>QUANTITY</c> of at most 64 bits.</summary>
    public bool TryTakeQuantity(out ulong value)
    {
        value = 0;
        int digits = CountDigits();
        // Names come before values, so that the bytes before the digits are there; they are not looked at.
        if ((uint)(digits - 1) >= MaxUInt64Digits || _position < MaxUInt64Digits) return false;
        ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _position);
        if (!HexDecoder.TryParseBefore(ref Unsafe.Add(ref start, Opening + digits), digits, out value)) return false;
        _position += Opening + digits + 1;
        return true;
    }

    /// <summary>Takes a <c>QUANTITY</c> of at most 256 bits.</summary>
    public bool TryTakeQuantity(out UInt256 value)
    {
        if (TryTakeQuantity(out ulong narrow))
        {
            value = narrow;
            return true;
        }

        // Halves of signatures have all their digits, mostly.
        if (TryTakeWord(out Hash256 word))
        {
            value = UInt256.FromBigEndian(word.Bytes);
            return true;
        }

        value = default;
        if (!TryPeekText(out ReadOnlySpan<byte> text) || !Hex.TryParseQuantity(text, out value)) return false;
        _position += text.Length + 2;
        return true;
    }

    /// <summary>Takes <c>DATA</c> of any length into the arena.</summary>
    public bool TryTakeData(ByteArena arena, out ArenaRange range)
    {
        range = default;
        if (!TryPeekText(out ReadOnlySpan<byte> text) || text.Length < 2 || (text.Length & 1) != 0) return false;
        int before = arena.Length;
        range = arena.Reserve((text.Length - 2) / 2, out Span<byte> bytes);
        if (Hex.TryDecodeFixed(text, bytes))
        {
            _position += text.Length + 2;
            return true;
        }

        arena.Truncate(before);
        return false;
    }

    /// <summary>Takes a text without content, or <c>0x</c>.</summary>
    public bool TryTakeEmptyText()
    {
        if (!TryPeekText(out ReadOnlySpan<byte> text) || !(text.IsEmpty || text.SequenceEqual("0x"u8))) return false;
        _position += text.Length + 2;
        return true;
    }

    /// <summary>Whether a text of <c>0x</c> and that many bytes comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsFramed(int digits)
    {
        if (Opening + digits + 1 > _span.Length - _position) return false;
        ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _position);
        return IsOpening(ref start) && Unsafe.Add(ref start, Opening + digits) == '"';
    }

    /// <summary>The number of bytes behind <c>0x</c> in a text of at most 30 bytes, found with one comparison; 0 or less when there is no such text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int CountDigits()
    {
        if (_position + Vector256<byte>.Count > _span.Length) return -1;
        ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _position);
        uint quotes = Vector256.Equals(Vector256.LoadUnsafe(ref start), Vector256.Create((byte)'"')).ExtractMostSignificantBits();
        uint closing = quotes & ~1u;
        return closing != 0 && IsOpening(ref start) ? BitOperations.TrailingZeroCount(closing) - Opening : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOpening(ref byte start) =>
        start == '"' && Unsafe.Add(ref start, 1) == '0' && (Unsafe.Add(ref start, 2) | 0x20) == 'x';
}
