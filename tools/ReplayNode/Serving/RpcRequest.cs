using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The calls of one HTTP request: a single one, or a batch.</summary>
internal sealed class RpcRequest
{
    private static readonly byte[] s_null = "null"u8.ToArray();
    private static readonly byte[] s_noParameters = "[]"u8.ToArray();

    private RpcRequest(bool isBatch, List<RpcCall> calls)
    {
        IsBatch = isBatch;
        Calls = calls;
    }

    /// <summary>Whether the body is an array.</summary>
    internal bool IsBatch { get; }

    /// <summary>The calls, in their order.</summary>
    internal List<RpcCall> Calls { get; }

    /// <summary>Reads a request body; the calls refer to it.</summary>
    /// <exception cref="JsonException">It is not JSON, or not of the form of a request.</exception>
    internal static RpcRequest Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        var calls = new List<RpcCall>();
        reader.Read();
        bool isBatch = reader.TokenType == JsonTokenType.StartArray;
        if (isBatch)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                calls.Add(ParseCall(ref reader, body));
        }
        else
        {
            calls.Add(ParseCall(ref reader, body));
        }

        if (reader.Read()) throw new JsonException("Something follows the request.");
        return new RpcRequest(isBatch, calls);
    }

    private static RpcCall ParseCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A call is an object.");
        ReadOnlyMemory<byte> id = s_null;
        ReadOnlyMemory<byte> parameters = s_noParameters;
        string? method = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = ReadRaw(ref reader, body);
            else if (reader.ValueTextEquals("params"u8))
                parameters = ReadRaw(ref reader, body);
            else if (reader.ValueTextEquals("method"u8) && reader.Read())
                method = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            else
                ReadRaw(ref reader, body);
        }

        return new RpcCall(id, method ?? throw new JsonException("A call names its method."), parameters);
    }

    private static ReadOnlyMemory<byte> ReadRaw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
