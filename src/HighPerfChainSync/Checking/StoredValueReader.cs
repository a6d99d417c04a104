using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using HighPerfChainSync.Encoding;
using MessagePack;

namespace HighPerfChainSync.Checking;

/// <summary>Reads the keys and values of one stored record, JSON or MessagePack, strictly in the order in which the encoders write them.</summary>
/// <remarks>
/// Whatever the bytes are, it ends in a value or in an exception: <see cref="RecordFormException"/>, or what the readers of the two formats
/// throw (<see cref="StoredRecordReader"/> catches them). Nothing recurses, and what is allocated is bounded by the record's length.
/// Does not own the record.
/// </remarks>
internal ref partial struct StoredValueReader
{
    private readonly bool _isJson;
    private Utf8JsonReader _json;
    private MessagePackReader _pack;
    private ReadOnlySpan<byte> _key;
    private bool _hasKey;
    private int _keysLeft;

    /// <summary>Begins a record.</summary>
    public StoredValueReader(ReadOnlyMemory<byte> record)
    {
        _isJson = !IsMessagePack(record.Span);
        if (_isJson)
        {
            _json = new Utf8JsonReader(record.Span);
            if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject) Throw("it is neither a JSON object nor a MessagePack map");
            return;
        }

        _pack = new MessagePackReader(record);
        _keysLeft = _pack.ReadMapHeader();
    }

    /// <summary>The form of the quantities that were read, or null while none has told.</summary>
    public NumberForm? Numbers { get; private set; }

    /// <summary>The key whose value is read.</summary>
    public readonly string Name => TextEncoding.UTF8.GetString(_key[..Math.Min(_key.Length, 64)]);

    /// <summary>Whether the next key is this one; it stays the next.</summary>
    public bool IsNext(ReadOnlySpan<byte> name)
    {
        if (!_hasKey) ReadKey();
        return _isJson ? _json.ValueTextEquals(name) : _key.SequenceEqual(name);
    }

    /// <summary>Goes on to the value of the next key.</summary>
    /// <exception cref="RecordFormException">The next key is another.</exception>
    public void Key(ReadOnlySpan<byte> name)
    {
        if (!IsNext(name)) Throw($"'{TextEncoding.UTF8.GetString(name)}' is expected where it has '{Name}'");
        _hasKey = false;
        if (_isJson) _json.Read();
    }

    /// <summary>Goes on to the value of the next key of an object inside the record.</summary>
    public void InnerKey(ReadOnlySpan<byte> name)
    {
        if (!_isJson) _keysLeft++;
        Key(name);
    }

    /// <summary>Takes the value if it is null.</summary>
    public bool TryNull() => _isJson ? _json.TokenType == JsonTokenType.Null : _pack.TryReadNil();

    /// <summary>Begins an object inside the record.</summary>
    public void BeginObject(int keys)
    {
        if (_isJson ? _json.TokenType != JsonTokenType.StartObject : _pack.ReadMapHeader() != keys) Throw($"'{Name}' is not an object of {keys} keys");
    }

    /// <summary>Ends an object inside the record.</summary>
    public void EndObject()
    {
        if (_isJson && (!_json.Read() || _json.TokenType != JsonTokenType.EndObject)) Throw($"an object of '{Name}' has more keys than it should");
    }

    /// <summary>Begins an array.</summary>
    /// <returns>What <see cref="NextItem"/> counts with.</returns>
    public int BeginArray()
    {
        if (!_isJson) return _pack.ReadArrayHeader();
        if (_json.TokenType != JsonTokenType.StartArray) Throw($"'{Name}' is not a list");
        return 0;
    }

    /// <summary>Goes on to the next item of an array; false at its end.</summary>
    public bool NextItem(ref int left) => _isJson ? _json.Read() && _json.TokenType != JsonTokenType.EndArray : left-- > 0;

    /// <summary>Ends the record.</summary>
    public void End()
    {
        if (_hasKey) Throw($"it has a key '{Name}' behind its last");
        bool isWhole = _isJson ? _json.Read() && _json.TokenType == JsonTokenType.EndObject && !_json.Read() : _keysLeft == 0 && _pack.End;
        if (!isWhole) Throw("it goes on behind its last key");
    }

    /// <summary>Whether a record begins like a MessagePack map, which no JSON text does.</summary>
    private static bool IsMessagePack(ReadOnlySpan<byte> record) => record.Length > 0 && record[0] is (>= 0x80 and <= 0x8F) or 0xDE or 0xDF;

    private void ReadKey()
    {
        if (_isJson)
        {
            if (!_json.Read() || _json.TokenType != JsonTokenType.PropertyName) Throw("a key is missing at its end");
            _key = _json.ValueSpan;
        }
        else
        {
            if (--_keysLeft < 0 || !_pack.TryReadStringSpan(out _key)) Throw("a key is missing at its end");
        }

        _hasKey = true;
    }

    [DoesNotReturn]
    private static void Throw(string message) => throw new RecordFormException(message);

    private static uint Refuse(string message) => throw new RecordFormException(message);
}
