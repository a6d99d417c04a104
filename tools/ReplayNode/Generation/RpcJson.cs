using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Writes JSON-RPC values: DATA and QUANTITY.</summary>
/// <remarks>Owner: the writer of one document; returned by: <see cref="Dispose"/>; thread: the owner's.</remarks>
internal sealed class RpcJson : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private byte[] _hex = new byte[1024];

    internal RpcJson(IBufferWriter<byte> output) => _json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });

    public void Dispose() => _json.Dispose();

    internal void BeginObject() => _json.WriteStartObject();

    internal void EndObject() => _json.WriteEndObject();

    internal void BeginArray() => _json.WriteStartArray();

    internal void BeginArray(ReadOnlySpan<byte> name) => _json.WriteStartArray(name);

    internal void EndArray() => _json.WriteEndArray();

    internal void Null(ReadOnlySpan<byte> name) => _json.WriteNull(name);

    internal void Boolean(ReadOnlySpan<byte> name, bool value) => _json.WriteBoolean(name, value);

    /// <summary>Writes DATA as a property.</summary>
    internal void Data(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes) => _json.WriteString(name, ToHex(bytes));

    /// <summary>Writes DATA as an element of an array.</summary>
    internal void Data(ReadOnlySpan<byte> bytes) => _json.WriteStringValue(ToHex(bytes));

    /// <summary>Writes each 32 bytes as an element of an array.</summary>
    internal void Words(ReadOnlySpan<byte> name, ReadOnlySpan<byte> words)
    {
        _json.WriteStartArray(name);
        for (int i = 0; i < words.Length; i += Hash256.Length) Data(words.Slice(i, Hash256.Length));
        _json.WriteEndArray();
    }

    /// <summary>Writes QUANTITY as a property.</summary>
    internal void Quantity(ReadOnlySpan<byte> name, UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        value.WriteBigEndian(bytes);
        Span<byte> hex = stackalloc byte[2 + (2 * UInt256.Length)];
        Hex.Encode(bytes, hex);
        ReadOnlySpan<byte> digits = hex[2..].TrimStart((byte)'0');
        int start = Math.Min(hex.Length - digits.Length, hex.Length - 1) - 2;
        hex[start] = (byte)'0';
        hex[start + 1] = (byte)'x';
        _json.WriteString(name, hex[start..]);
    }

    private ReadOnlySpan<byte> ToHex(ReadOnlySpan<byte> bytes)
    {
        int length = 2 + (2 * bytes.Length);
        if (_hex.Length < length) _hex = new byte[length];
        return _hex.AsSpan(0, Hex.Encode(bytes, _hex));
    }
}
