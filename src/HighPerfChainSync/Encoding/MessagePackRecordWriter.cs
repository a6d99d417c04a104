using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using MessagePack;

namespace HighPerfChainSync.Encoding;

/// <summary>Writes the keys and values of one MessagePack record straight into its place in an <see cref="EncodedBlock"/>.</summary>
/// <remarks>Does not own the memory. The record must have been begun; <see cref="Finish"/> hands over what was written. Allocates nothing.</remarks>
/// <param name="encoded">Where the record goes.</param>
/// <param name="numbers">The form of quantities.</param>
internal ref struct MessagePackRecordWriter(EncodedBlock encoded, NumberForm numbers = NumberForm.Number)
{
    private const int MaxIdBytes = 128;

    private readonly bool _hasTextNumbers = numbers == NumberForm.String;
    private MessagePackWriter _writer = new(encoded);

    /// <summary>Begins a map of so many keys.</summary>
    public void Map(int keys) => _writer.WriteMapHeader(keys);

    /// <summary>Begins an array of so many values.</summary>
    public void Array(int values) => _writer.WriteArrayHeader(values);

    /// <summary>A key.</summary>
    public void Key(ReadOnlySpan<byte> name) => _writer.WriteString(name);

    /// <summary>A key with a text.</summary>
    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _writer.WriteString(name);
        _writer.WriteString(value);
    }

    /// <summary>A key with an integer.</summary>
    public void Number(ReadOnlySpan<byte> name, ulong value)
    {
        _writer.WriteString(name);
        _writer.Write(value);
    }

    /// <summary>A key with an integer, or nil when the node sent none.</summary>
    public void NumberOrNil(ReadOnlySpan<byte> name, bool present, ulong value)
    {
        _writer.WriteString(name);
        if (present) _writer.Write(value);
        else _writer.WriteNil();
    }

    /// <summary>A key with an integer, as decimal text when it needs more than 64 bits.</summary>
    public void Number(ReadOnlySpan<byte> name, in UInt256 value)
    {
        _writer.WriteString(name);
        Wide(in value);
    }

    /// <summary>A key with an integer, as decimal text when it needs more than 64 bits, or nil when the node sent none.</summary>
    public void NumberOrNil(ReadOnlySpan<byte> name, bool present, in UInt256 value)
    {
        _writer.WriteString(name);
        if (present) Wide(in value);
        else _writer.WriteNil();
    }

    /// <summary>A key with a number that can exceed 2^53, in the form that was chosen.</summary>
    public void Quantity(ReadOnlySpan<byte> name, in UInt256 value)
    {
        _writer.WriteString(name);
        if (_hasTextNumbers) Decimal(in value);
        else Wide(in value);
    }

    /// <summary>A key with a number that can exceed 2^53, or nil when the node sent none.</summary>
    public void QuantityOrNil(ReadOnlySpan<byte> name, bool present, in UInt256 value)
    {
        if (present)
        {
            Quantity(name, in value);
            return;
        }

        _writer.WriteString(name);
        _writer.WriteNil();
    }

    /// <summary>A key with a number as 32 bytes, most significant first, or nil when the node sent none.</summary>
    public void WordOrNil(ReadOnlySpan<byte> name, bool present, in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        value.WriteBigEndian(bytes);
        DataOrNil(name, present, bytes);
    }

    /// <summary>A key with a truth value, or nil when the node sent none.</summary>
    public void BooleanOrNil(ReadOnlySpan<byte> name, bool present, bool value)
    {
        _writer.WriteString(name);
        if (present) _writer.Write(value);
        else _writer.WriteNil();
    }

    /// <summary>An array of 32-byte words.</summary>
    public void Words(scoped ReadOnlySpan<byte> words)
    {
        _writer.WriteArrayHeader(words.Length / Hash256.Length);
        for (int i = 0; i + Hash256.Length <= words.Length; i += Hash256.Length)
            Data(words.Slice(i, Hash256.Length));
    }

    /// <summary>Nil as a value.</summary>
    public void Nil() => _writer.WriteNil();

    /// <summary>A key with binary data.</summary>
    public void Data(ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        _writer.WriteString(name);
        Data(value);
    }

    /// <summary>A key with binary data, or nil when the node sent none.</summary>
    public void DataOrNil(ReadOnlySpan<byte> name, bool present, scoped ReadOnlySpan<byte> value)
    {
        _writer.WriteString(name);
        if (present) Data(value);
        else _writer.WriteNil();
    }

    /// <summary>Binary data as a value of an array.</summary>
    public void Data(scoped ReadOnlySpan<byte> value)
    {
        _writer.WriteBinHeader(value.Length);
        Copy(value);
    }

    /// <summary>A key with a fraction, or nil when the text is no finite number.</summary>
    public void FractionOrNil(ReadOnlySpan<byte> name, bool present, scoped ReadOnlySpan<byte> text)
    {
        _writer.WriteString(name);
        if (present && FloatText.TryParse(text, out double value)) _writer.Write(value);
        else _writer.WriteNil();
    }

    /// <summary>The two last keys, for a record that its hash alone identifies.</summary>
    public void Identity(ReadOnlySpan<byte> prefix, in Hash256 hash, ulong timestamp)
    {
        var id = new JsonRecordWriter(stackalloc byte[MaxIdBytes]);
        id.Raw(prefix);
        id.HexText(hash.Bytes);
        Identity(id.Written, timestamp);
    }

    /// <summary>The two last keys, for a record that its transaction and log index identify.</summary>
    public void Identity(ReadOnlySpan<byte> prefix, in Hash256 transactionHash, uint logIndex, ulong timestamp)
    {
        var id = new JsonRecordWriter(stackalloc byte[MaxIdBytes]);
        id.Raw(prefix);
        id.HexText(transactionHash.Bytes);
        id.Raw("_"u8);
        id.Number(logIndex);
        Identity(id.Written, timestamp);
    }

    /// <summary>Hands over what was written; the record can be ended.</summary>
    public void Finish() => _writer.Flush();

    private void Identity(scoped ReadOnlySpan<byte> id, ulong timestamp)
    {
        Span<byte> time = stackalloc byte[ItemTimestamp.Length];
        _writer.WriteString("item_id"u8);
        String(id);
        _writer.WriteString("item_timestamp"u8);
        if (ItemTimestamp.TryFormat(timestamp, time)) String(time);
        else _writer.WriteNil();
    }

    private void Wide(in UInt256 value)
    {
        if (value.IsUInt64)
        {
            _writer.Write(value.Limb0);
            return;
        }

        Decimal(in value);
    }

    private void Decimal(in UInt256 value)
    {
        Span<byte> digits = stackalloc byte[UInt256.MaxDecimalDigits];
        value.TryFormat(digits, out int written);
        String(digits[..written]);
    }

    private void String(scoped ReadOnlySpan<byte> ascii)
    {
        _writer.WriteStringHeader(ascii.Length);
        Copy(ascii);
    }

    private void Copy(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_writer.GetSpan(bytes.Length));
        _writer.Advance(bytes.Length);
    }
}
