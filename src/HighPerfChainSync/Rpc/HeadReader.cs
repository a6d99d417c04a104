using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads number, hash and time of a block without its transactions, and skips the rest. Owner: one call of the source.</summary>
internal sealed class HeadReader : IRpcResultHandler
{
    /// <summary><c>0x</c> and 64 digits are the longest.</summary>
    private const int MaxText = 66;

    /// <summary>What was read.</summary>
    public ChainHead Head { get; private set; }

    /// <inheritdoc/>
    public long OnResult(int index, in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Head = Read(ref reader);
        return reader.BytesConsumed;
    }

    /// <summary>Reads a block; the reader is on the start of the object and is left on its end.</summary>
    public static ChainHead Read(ref Utf8JsonReader reader)
    {
        ulong? number = null;
        ulong? timestamp = null;
        Hash256? hash = null;
        if (reader.TokenType != JsonTokenType.StartObject) throw Malformed("the block is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isNumber = reader.ValueTextEquals("number"u8);
            bool isTimestamp = reader.ValueTextEquals("timestamp"u8);
            bool isHash = reader.ValueTextEquals("hash"u8);
            reader.Read();
            if (isNumber) number = ReadQuantity(ref reader);
            else if (isTimestamp) timestamp = ReadQuantity(ref reader);
            else if (isHash) hash = ReadHash(ref reader);
            else reader.Skip();
        }

        if (number is null || timestamp is null || hash is null) throw Malformed("the block lacks number, hash or timestamp");
        return new ChainHead(number.Value, hash.Value, timestamp.Value);
    }

    /// <summary>Reads a QUANTITY of at most 64 bits, or a JSON number.</summary>
    public static ulong ReadQuantity(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number)) return number;
        Span<byte> buffer = stackalloc byte[MaxText];
        if (Hex.TryParseQuantity(ReadText(in reader, buffer), out ulong value)) return value;
        throw Malformed("a number is not hexadecimal");
    }

    private static Hash256 ReadHash(ref Utf8JsonReader reader)
    {
        Span<byte> buffer = stackalloc byte[MaxText];
        Span<byte> hash = stackalloc byte[Hash256.Length];
        if (Hex.TryDecodeFixed(ReadText(in reader, buffer), hash)) return new Hash256(hash);
        throw Malformed("the hash is not 32 bytes of hexadecimal digits");
    }

    private static ReadOnlySpan<byte> ReadText(in Utf8JsonReader reader, Span<byte> buffer)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped) return default;
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length > buffer.Length ? default : buffer[..reader.CopyString(buffer)];
    }

    private static ChainSyncException Malformed(string what) => new(ChainSyncError.Decode, $"The answer cannot be used: {what}.");
}
