using System.Buffers.Binary;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Reads MessagePack of any origin token by token: nothing recurses, nothing is allocated, nothing is read behind the end.</summary>
/// <remarks>The package's own reader skips a nested value by recursion, which hostile nesting turns into the end of the process.</remarks>
internal ref struct MessagePackTokens(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>Where the next token begins.</summary>
    public readonly int Position => _at;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _at == _data.Length;

    /// <summary>The bytes of a text, of binary data or of an extension.</summary>
    public readonly ReadOnlySpan<byte> Bytes(in MessagePackToken token) => _data.Slice(token.Start, token.Length);

    /// <summary>Reads the next token; false at the end, or when the rest is not MessagePack.</summary>
    public bool TryRead(out MessagePackToken token)
    {
        token = default;
        if (_at >= _data.Length) return false;
        byte code = _data[_at++];
        switch (code)
        {
            case <= 0x7F: return Number(code, out token);
            case <= 0x8F: return Head(MessagePackKind.Map, code & 0x0Fu, out token);
            case <= 0x9F: return Head(MessagePackKind.Array, code & 0x0Fu, out token);
            case <= 0xBF: return Run(MessagePackKind.Text, code & 0x1Fu, out token);
            case 0xC0: return Plain(MessagePackKind.Nil, out token);
            case 0xC2: return Plain(MessagePackKind.False, out token);
            case 0xC3: return Plain(MessagePackKind.True, out token);
            case 0xC4 or 0xC5 or 0xC6: return TryBig(1 << (code - 0xC4), out ulong bytes) && Run(MessagePackKind.Binary, bytes, out token);
            // An extension has one byte of type before its data.
            case 0xC7 or 0xC8 or 0xC9: return TryBig(1 << (code - 0xC7), out ulong data) && Run(MessagePackKind.Extension, data + 1, out token);
            case 0xCA: return Bits(MessagePackKind.Single, 4, out token);
            case 0xCB: return Bits(MessagePackKind.Double, 8, out token);
            case >= 0xCC and <= 0xCF: return Bits(MessagePackKind.Unsigned, 1 << (code - 0xCC), out token);
            case >= 0xD0 and <= 0xD3: return Signed(1 << (code - 0xD0), out token);
            case >= 0xD4 and <= 0xD8: return Run(MessagePackKind.Extension, (1UL << (code - 0xD4)) + 1, out token);
            case 0xD9 or 0xDA or 0xDB: return TryBig(1 << (code - 0xD9), out ulong text) && Run(MessagePackKind.Text, text, out token);
            case 0xDC or 0xDD: return TryBig(2 << (code - 0xDC), out ulong items) && Head(MessagePackKind.Array, items, out token);
            case 0xDE or 0xDF: return TryBig(2 << (code - 0xDE), out ulong keys) && Head(MessagePackKind.Map, keys, out token);
            case >= 0xE0: return SignedValue(unchecked((sbyte)code), out token);
            default: return false;
        }
    }

    /// <summary>Skips what belongs to a token that was just read.</summary>
    public bool TrySkipRest(in MessagePackToken token)
    {
        ulong open = token.Following;
        while (open > 0)
        {
            // Each value takes a byte at least: a head that promises more than there is ends here, not after as many steps.
            if (open > (ulong)(_data.Length - _at) || !TryRead(out MessagePackToken inner)) return false;
            open += inner.Following - 1;
        }

        return true;
    }

    private static bool Plain(MessagePackKind kind, out MessagePackToken token)
    {
        token = new MessagePackToken { Kind = kind };
        return true;
    }

    private static bool Number(ulong value, out MessagePackToken token)
    {
        token = new MessagePackToken { Kind = MessagePackKind.Unsigned, Number = value };
        return true;
    }

    private static bool SignedValue(long value, out MessagePackToken token)
    {
        token = new MessagePackToken { Kind = value >= 0 ? MessagePackKind.Unsigned : MessagePackKind.Signed, Number = unchecked((ulong)value) };
        return true;
    }

    private static bool Head(MessagePackKind kind, ulong count, out MessagePackToken token)
    {
        token = new MessagePackToken { Kind = kind, Count = (uint)count };
        return true;
    }

    private bool Run(MessagePackKind kind, ulong length, out MessagePackToken token)
    {
        token = default;
        if (length > (ulong)(_data.Length - _at)) return false;
        token = new MessagePackToken { Kind = kind, Start = _at, Length = (int)length };
        _at += (int)length;
        return true;
    }

    private bool Bits(MessagePackKind kind, int bytes, out MessagePackToken token)
    {
        bool whole = TryBig(bytes, out ulong value);
        token = new MessagePackToken { Kind = kind, Number = value };
        return whole;
    }

    private bool Signed(int bytes, out MessagePackToken token)
    {
        token = default;
        if (!TryBig(bytes, out ulong value)) return false;
        int unused = 64 - (8 * bytes);
        return SignedValue(unchecked((long)(value << unused)) >> unused, out token);
    }

    private bool TryBig(int bytes, out ulong value)
    {
        value = 0;
        if (bytes > _data.Length - _at) return false;
        ReadOnlySpan<byte> from = _data.Slice(_at, bytes);
        value = bytes switch
        {
            1 => from[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(from),
            4 => BinaryPrimitives.ReadUInt32BigEndian(from),
            _ => BinaryPrimitives.ReadUInt64BigEndian(from),
        };
        _at += bytes;
        return true;
    }
}
