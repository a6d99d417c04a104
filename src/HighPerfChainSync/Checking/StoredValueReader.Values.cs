using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using MessagePack;

namespace HighPerfChainSync.Checking;

/// <summary>The values.</summary>
internal ref partial struct StoredValueReader
{
    /// <summary>A number of at most 64 bits.</summary>
    public ulong UInt64()
    {
        if (!_isJson) return _pack.ReadUInt64();
        return _json.TokenType == JsonTokenType.Number && TryParse(_json.ValueSpan, out ulong value) ? value : Refuse($"'{Name}' is not a number of at most 64 bits");
    }

    /// <summary>A number of at most 32 bits.</summary>
    public uint UInt32() => UInt64() is <= uint.MaxValue and ulong value ? (uint)value : Refuse($"'{Name}' has more than 32 bits");

    /// <summary>A number that is never text by choice.</summary>
    public UInt256 Wide()
    {
        if (!_isJson) return _pack.NextMessagePackType == MessagePackType.String ? Decimal(isWide: true) : _pack.ReadUInt64();
        if (_json.TokenType != JsonTokenType.Number) Throw($"'{Name}' is not a number");
        return Parse(_json.ValueSpan);
    }

    /// <summary>A number in one of the two forms, the same in the whole record.</summary>
    public UInt256 Quantity()
    {
        bool isText = _isJson ? _json.TokenType == JsonTokenType.String : _pack.NextMessagePackType == MessagePackType.String;
        if (!isText)
        {
            Learn(NumberForm.Number);
            return Wide();
        }

        if (!_isJson)
        {
            UInt256 value = Decimal(isWide: Numbers == NumberForm.Number);
            // Above 64 bits it is text in both forms.
            if (value.IsUInt64) Learn(NumberForm.String);
            return value;
        }

        Learn(NumberForm.String);
        return Parse(_json.ValueIsEscaped ? default : _json.ValueSpan);
    }

    /// <summary>A number of at most 64 bits in one of the two forms.</summary>
    public ulong Quantity64() => Quantity() is { IsUInt64: true } value ? value.Limb0 : Refuse($"'{Name}' has more than 64 bits");

    /// <summary>A truth value.</summary>
    public bool Boolean()
    {
        if (!_isJson) return _pack.ReadBoolean();
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) Throw($"'{Name}' is neither true nor false");
        return _json.TokenType == JsonTokenType.True;
    }

    /// <summary>32 bytes.</summary>
    public Hash256 Hash()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        Fixed(bytes);
        return new Hash256(bytes);
    }

    /// <summary>32 bytes, or none.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryHashOrEmpty(out Hash256 hash)
    {
        hash = default;
        ReadOnlySpan<byte> value = Raw();
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        if (_isJson ? value.SequenceEqual("0x"u8) : value.IsEmpty) return false;
        Fill(value, bytes);
        hash = new Hash256(bytes);
        return true;
    }

    /// <summary>20 bytes.</summary>
    public Address Address()
    {
        Span<byte> bytes = stackalloc byte[Primitives.Address.Length];
        Fixed(bytes);
        return new Address(bytes);
    }

    /// <summary>A number as 32 bytes.</summary>
    public UInt256 Word()
    {
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        Fixed(bytes);
        return UInt256.FromBigEndian(bytes);
    }

    /// <summary>Data of any length.</summary>
    public ArenaRange Data(ByteArena arena)
    {
        ReadOnlySpan<byte> value = Raw();
        if (!_isJson) return arena.Append(value);
        if (value.Length < 2 || (value.Length & 1) != 0) Throw($"'{Name}' is not data");
        ArenaRange range = arena.Reserve((value.Length - 2) / 2, out Span<byte> bytes);
        if (!TryHex(value, bytes)) Throw($"'{Name}' is not data in lower-case hexadecimal");
        return range;
    }

    /// <summary>A list of 32-byte words.</summary>
    public ArenaRange Words(ByteArena arena)
    {
        int start = arena.Length;
        int left = BeginArray();
        while (NextItem(ref left))
        {
            arena.Reserve(Hash256.Length, out Span<byte> word);
            Fixed(word);
        }

        return new ArenaRange(start, arena.Length - start);
    }

    /// <summary>A fraction, as text.</summary>
    public ArenaRange Fraction(ByteArena arena)
    {
        if (_isJson)
        {
            if (_json.TokenType != JsonTokenType.Number) Throw($"'{Name}' is not a number");
            return arena.Append(_json.ValueSpan[..Math.Min(_json.ValueSpan.Length, FloatText.MaxLength)]);
        }

        double value = _pack.ReadDouble();
        if (!double.IsFinite(value)) Throw($"'{Name}' is not a finite number");
        Span<byte> text = stackalloc byte[FloatText.MaxLength];
        return arena.Append(text[..FloatText.Format(value, text)]);
    }

    /// <summary>A text, viewed in place.</summary>
    public ReadOnlySpan<byte> Text()
    {
        if (_isJson)
        {
            if (_json.TokenType != JsonTokenType.String || _json.ValueIsEscaped) Throw($"'{Name}' is not plain text");
            return _json.ValueSpan;
        }

        if (!_pack.TryReadStringSpan(out ReadOnlySpan<byte> text)) Throw($"'{Name}' is null");
        return text;
    }

    private void Fixed(scoped Span<byte> bytes) => Fill(Raw(), bytes);

    private readonly void Fill(scoped ReadOnlySpan<byte> value, scoped Span<byte> bytes)
    {
        if (_isJson)
        {
            if (!TryHex(value, bytes)) Throw($"'{Name}' is not {bytes.Length} bytes in lower-case hexadecimal");
            return;
        }

        if (value.Length != bytes.Length) Throw($"'{Name}' has {value.Length} bytes, not {bytes.Length}");
        value.CopyTo(bytes);
    }

    /// <summary>The text of JSON data, or the bytes of MessagePack data.</summary>
    private ReadOnlySpan<byte> Raw()
    {
        if (_isJson) return Text();
        ReadOnlySequence<byte>? bytes = _pack.ReadBytes();
        if (bytes is null) Throw($"'{Name}' is null");
        return bytes.Value.FirstSpan;
    }

    private UInt256 Decimal(bool isWide)
    {
        if (!_pack.TryReadStringSpan(out ReadOnlySpan<byte> digits)) Throw($"'{Name}' is null");
        UInt256 value = Parse(digits);
        if (isWide && value.IsUInt64) Throw($"'{Name}' is text although it has at most 64 bits");
        return value;
    }

    private UInt256 Parse(scoped ReadOnlySpan<byte> digits)
    {
        bool isCanonical = digits.Length is > 0 and <= UInt256.MaxDecimalDigits && (digits[0] != '0' || digits.Length == 1);
        UInt256 value = default;
        if (!isCanonical || !UInt256.TryParseDecimal(digits, out value)) Throw($"'{Name}' is not a whole number of at most 256 bits");
        return value;
    }

    private void Learn(NumberForm form)
    {
        if (Numbers is { } known && known != form) Throw($"'{Name}' is written as a {RecordFormNames.Of(form)}, and others as a {RecordFormNames.Of(known)}");
        Numbers = form;
    }

    private static bool TryHex(scoped ReadOnlySpan<byte> text, scoped Span<byte> bytes) =>
        !text.ContainsAnyInRange((byte)'A', (byte)'Z') && Hex.TryDecodeFixed(text, bytes);

    private static bool TryParse(ReadOnlySpan<byte> digits, out ulong value) =>
        Utf8Parser.TryParse(digits, out value, out int read) && read == digits.Length && (digits[0] != '0' || digits.Length == 1);
}
