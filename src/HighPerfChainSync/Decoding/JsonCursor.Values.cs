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
    /// <summary>Two quotes and <c>0x</c>.</summary>
    private const int Frame = 4;
    private const int MaxUInt64Text = 18;
    private const int MaxUInt256Text = 66;

    /// <summary>Takes <c>DATA</c> of exactly the destination's length.</summary>
    public bool TryTakeFixed(scoped Span<byte> destination)
    {
        int length = (2 * destination.Length) + Frame;
        if (length > _span.Length - _position) return false;
        ReadOnlySpan<byte> text = _span.Slice(_position, length);
        if (text[0] != '"' || text[^1] != '"' || !Hex.TryDecodeFixed(text[1..^1], destination)) return false;
        _position += length;
        return true;
    }

    /// <summary>Takes a <c>QUANTITY</c> of at most 64 bits.</summary>
    public bool TryTakeQuantity(out ulong value)
    {
        value = 0;
        int length = ShortTextLength();
        if ((uint)length > MaxUInt64Text || !Hex.TryParseQuantity(_span.Slice(_position + 1, length), out value)) return false;
        _position += length + 2;
        return true;
    }

    /// <summary>Takes a <c>QUANTITY</c> of at most 256 bits.</summary>
    public bool TryTakeQuantity(out UInt256 value)
    {
        value = default;
        int length = ShortTextLength();
        if (length < 0)
        {
            ReadOnlySpan<byte> rest = _span[_position..];
            if (rest.IsEmpty || rest[0] != '"') return false;
            length = rest.Slice(1, Math.Min(rest.Length - 1, MaxUInt256Text + 1)).IndexOf((byte)'"');
            if (length < 0) return false;
        }

        if (!Hex.TryParseQuantity(_span.Slice(_position + 1, length), out value)) return false;
        _position += length + 2;
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

    /// <summary>The length of a text of at most 30 bytes, found with one comparison; negative when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int ShortTextLength()
    {
        if (_position + Vector256<byte>.Count > _span.Length) return -1;
        Vector256<byte> text = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_span), (nuint)_position);
        uint quotes = Vector256.Equals(text, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
        // Without an opening quote, or without a closing one, what remains is 0 and the count 32.
        uint closing = (quotes & 1) == 0 ? 0 : quotes & ~1u;
        return closing == 0 ? -1 : BitOperations.TrailingZeroCount(closing) - 1;
    }
}
