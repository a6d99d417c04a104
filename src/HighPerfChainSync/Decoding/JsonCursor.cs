using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace HighPerfChainSync.Decoding;

/// <summary>Goes through JSON whose next part is known: a name that was expected, then digits that are decoded where they lie.</summary>
/// <remarks>
/// <see cref="Utf8JsonReader"/> looks at every byte to find out what comes and where it ends, then the decoder looks at it again; here an expected
/// name is one comparison, and the digits of a value are also what ends it. Whatever is out of the ordinary (a token that straddles segments,
/// escapes, numbers, fields that are skipped, and everything that is wrong) is read by <see cref="Utf8JsonReader"/>, so that what is
/// JSON and what is not is decided by it alone.
/// Thread: the decoder's. Reads the memory of its sequence in place, and owns none.
/// </remarks>
internal ref partial struct JsonCursor
{
    /// <summary>Blocks and receipts nest six deep, together with the answer around them; a skipped value may be this much deeper.</summary>
    private const int MaxDepth = 56;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    private readonly ReadOnlySequence<byte> _json;
    private ReadOnlySpan<byte> _span;
    private int _position;
    private long _before;
    private SequencePosition _segment;
    private SequencePosition _next;

    /// <summary>Begins at the first byte.</summary>
    /// <param name="json">From the first byte of a value on; what follows the value is not looked at.</param>
    public JsonCursor(in ReadOnlySequence<byte> json)
    {
        _json = json;
        _segment = _next = json.Start;
        if (json.TryGet(ref _next, out ReadOnlyMemory<byte> memory)) _span = memory.Span;
    }

    /// <summary>Bytes that it has gone through.</summary>
    public readonly long Position => _before + _position;

    /// <summary>Skips white space and gives the first byte of the next token, without taking it.</summary>
    /// <exception cref="JsonException">The JSON ends here.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        if ((uint)_position < (uint)_span.Length && _span[_position] > (byte)' ') return _span[_position];
        return PeekSlow();
    }

    /// <summary>Takes a brace, a bracket, a comma or a colon if it is what comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(byte token)
    {
        if (Peek() != token) return false;
        _position++;
        return true;
    }

    /// <summary>Takes a brace, a bracket, a comma or a colon.</summary>
    /// <exception cref="JsonException">Something else comes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(byte token)
    {
        if (!TryTake(token)) ThrowUnexpected();
    }

    /// <summary>Takes an expected name together with the comma before it and the colon behind it, if these are the very next bytes.</summary>
    /// <param name="pattern">The name.</param>
    /// <param name="isFirst">Whether the object's brace has just been taken, in the comma's place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeName(ref readonly NamePattern pattern, bool isFirst)
    {
        int brace = isFirst ? 1 : 0;
        int start = _position - brace;
        if (start < 0 || start + NamePattern.Width > _span.Length) return false;
        Vector256<byte> text = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_span), (nuint)start);
        uint equal = Vector256.Equals(text, pattern.Text).ExtractMostSignificantBits() | (uint)brace;
        if ((equal & pattern.Mask) != pattern.Mask) return false;
        _position = start + pattern.Length;
        return true;
    }

    /// <summary>The text of a name or a string that comes next, if it lies in one segment; it may hold escapes.</summary>
    public readonly bool TryPeekText(out ReadOnlySpan<byte> text)
    {
        text = default;
        ReadOnlySpan<byte> rest = _span[_position..];
        if (rest.IsEmpty || rest[0] != '"') return false;
        int length = rest[1..].IndexOf((byte)'"');
        if (length < 0) return false;
        text = rest.Slice(1, length);
        return true;
    }

    /// <summary>Takes bytes of the current segment that have been looked at.</summary>
    public void TakeSeen(int count) => _position += count;

    /// <summary>Takes <c>null</c> if it comes next.</summary>
    public bool TryTakeNull()
    {
        if (Peek() != 'n') return false;
        TakeLiteral("null"u8);
        return true;
    }

    /// <summary>Takes <c>true</c> or <c>false</c> if one comes next.</summary>
    public bool TryTakeBoolean(out bool value)
    {
        byte first = Peek();
        value = first == 't';
        if (!value && first != 'f') return false;
        TakeLiteral(value ? "true"u8 : "false"u8);
        return true;
    }

    /// <summary>Skips a value of any kind.</summary>
    /// <exception cref="JsonException">It is not JSON, or ends early.</exception>
    public void Skip()
    {
        Utf8JsonReader reader = Open();
        if (!reader.TrySkip()) ThrowEnd();
        Take(in reader);
    }

    /// <summary>A reader on the first token of what comes next; nothing is taken yet.</summary>
    /// <exception cref="JsonException">It is not JSON, or ends early.</exception>
    public Utf8JsonReader Open()
    {
        Peek();
        var reader = new Utf8JsonReader(_json.Slice(new SequencePosition(_segment.GetObject(), _segment.GetInteger() + _position)), s_options);
        if (!reader.Read()) ThrowEnd();
        return reader;
    }

    /// <summary>A reader on the first token at an earlier position, for messages.</summary>
    public readonly Utf8JsonReader OpenAt(long position)
    {
        var reader = new Utf8JsonReader(_json.Slice(position), s_options);
        reader.Read();
        return reader;
    }

    /// <summary>Takes what an opened reader has read.</summary>
    public void Take(in Utf8JsonReader opened)
    {
        long count = opened.BytesConsumed;
        while (count > _span.Length - _position)
        {
            count -= _span.Length - _position;
            if (!TryMoveOn()) ThrowEnd();
        }

        _position += (int)count;
    }

    /// <summary>Refuses what comes next.</summary>
    [DoesNotReturn]
    public readonly void ThrowUnexpected() => throw new JsonException($"Byte {Position} is not what may come there.");

    private void TakeLiteral(ReadOnlySpan<byte> literal)
    {
        if (_span[_position..].StartsWith(literal))
        {
            _position += literal.Length;
            return;
        }

        Utf8JsonReader reader = Open(); // Straddles segments, or is wrong.
        Take(in reader);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte PeekSlow()
    {
        while (true)
        {
            for (; _position < _span.Length; _position++)
            {
                byte next = _span[_position];
                if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return next;
            }

            if (!TryMoveOn()) ThrowEnd();
        }
    }

    private bool TryMoveOn()
    {
        SequencePosition segment = _next;
        if (!_json.TryGet(ref _next, out ReadOnlyMemory<byte> memory)) return false;
        _segment = segment;
        _before += _span.Length;
        _span = memory.Span;
        _position = 0;
        return true;
    }

    [DoesNotReturn]
    private static void ThrowEnd() => throw new JsonException("The JSON ends within a value.");
}
