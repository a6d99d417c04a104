using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Encoding;

/// <summary>Writes the values of one JSON record into memory that was announced large enough.</summary>
/// <remarks>
/// Does not own the memory: it is the record's place in an <see cref="EncodedBlock"/>. Everything written is ASCII that needs no
/// escaping: keys and literals of ours, digits and hexadecimal text. Allocates nothing.
/// </remarks>
/// <param name="destination">The memory.</param>
/// <param name="numbers">The form of quantities.</param>
internal ref struct JsonRecordWriter(Span<byte> destination, NumberForm numbers = NumberForm.Number)
{
    private readonly Span<byte> _destination = destination;
    private readonly bool _hasTextNumbers = numbers == NumberForm.String;

    /// <summary>Bytes written.</summary>
    public int Position { get; private set; }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _destination[..Position];

    /// <summary>Copies JSON text: keys, punctuation, parts rendered before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(_destination[Position..]);
        Position += json.Length;
    }

    /// <summary>A bare number.</summary>
    public void Number(ulong value)
    {
        if (!Utf8Formatter.TryFormat(value, _destination[Position..], out int written)) ThrowTooShort();
        Position += written;
    }

    /// <summary>A bare number of up to 78 digits.</summary>
    public void Number(in UInt256 value)
    {
        if (!value.TryFormat(_destination[Position..], out int written)) ThrowTooShort();
        Position += written;
    }

    /// <summary>A number, or null when the node sent none.</summary>
    public void NumberOrNull(bool present, ulong value)
    {
        if (present) Number(value);
        else Null();
    }

    /// <summary>A number, or null when the node sent none.</summary>
    public void NumberOrNull(bool present, in UInt256 value)
    {
        if (present) Number(in value);
        else Null();
    }

    /// <summary>A number that can exceed 2^53, in the form that was chosen.</summary>
    public void Quantity(ulong value)
    {
        if (_hasTextNumbers) Raw("\""u8);
        Number(value);
        if (_hasTextNumbers) Raw("\""u8);
    }

    /// <summary>A number that can exceed 2^53, in the form that was chosen.</summary>
    public void Quantity(in UInt256 value)
    {
        if (_hasTextNumbers) Raw("\""u8);
        Number(in value);
        if (_hasTextNumbers) Raw("\""u8);
    }

    /// <summary>A number that can exceed 2^53, or null when the node sent none.</summary>
    public void QuantityOrNull(bool present, ulong value)
    {
        if (present) Quantity(value);
        else Null();
    }

    /// <summary>A number that can exceed 2^53, or null when the node sent none.</summary>
    public void QuantityOrNull(bool present, in UInt256 value)
    {
        if (present) Quantity(in value);
        else Null();
    }

    /// <summary>A number as 32 bytes of hexadecimal data, most significant first.</summary>
    public void Word(in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        value.WriteBigEndian(bytes);
        Data(bytes);
    }

    /// <summary>A number as 32 bytes of hexadecimal data, or null when the node sent none.</summary>
    public void WordOrNull(bool present, in UInt256 value)
    {
        if (present) Word(in value);
        else Null();
    }

    /// <summary><c>0x</c> and lower-case digits, quoted.</summary>
    public void Data(scoped ReadOnlySpan<byte> bytes)
    {
        _destination[Position] = (byte)'"';
        int written = Hex.Encode(bytes, _destination[(Position + 1)..]);
        _destination[Position + written + 1] = (byte)'"';
        Position += written + 2;
    }

    /// <summary><c>0x</c> and lower-case digits within a string that the caller opens and closes.</summary>
    public void HexText(scoped ReadOnlySpan<byte> bytes) => Position += Hex.Encode(bytes, _destination[Position..]);

    /// <summary>Hexadecimal data, or null when the node sent none.</summary>
    public void DataOrNull(bool present, scoped ReadOnlySpan<byte> bytes)
    {
        if (present) Data(bytes);
        else Null();
    }

    /// <summary>An array of 32-byte words; <c>[]</c> when there are none.</summary>
    public void Words(scoped ReadOnlySpan<byte> words)
    {
        Raw("["u8);
        for (int i = 0; i + Hash256.Length <= words.Length; i += Hash256.Length)
        {
            if (i > 0) Raw(","u8);
            Data(words.Slice(i, Hash256.Length));
        }

        Raw("]"u8);
    }

    /// <summary>A decimal fraction as Python prints it, or null when the text is no finite number.</summary>
    public void FractionOrNull(bool present, scoped ReadOnlySpan<byte> text)
    {
        if (present && FloatText.TryParse(text, out double value))
            Position += FloatText.Format(value, _destination[Position..]);
        else
            Null();
    }

    /// <summary><c>null</c>.</summary>
    public void Null() => Raw("null"u8);

    [DoesNotReturn]
    private static void ThrowTooShort() =>
        throw new InvalidOperationException("A record is longer than was announced for it.");
}
