using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads the error object of a JSON-RPC answer (JSON-RPC 2.0, section 5.1) in any of the forms that nodes give it.</summary>
internal static class RpcErrorReader
{
    /// <summary>Reads an error; the reader is on its first token and is left on its last.</summary>
    /// <param name="reader">On an object, or on whatever the node put in its place.</param>
    /// <param name="body">What the reader reads, to quote from.</param>
    public static RpcFault Read(ref Utf8JsonReader reader, in ReadOnlySequence<byte> body)
    {
        int? code = null;
        string message = "";
        string data = "";
        TimeSpan? wait = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            message = Quote(ref reader, body);
            return Create(code, message, wait);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueTextEquals("code"u8);
            bool isMessage = reader.ValueTextEquals("message"u8);
            bool isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isCode) code = ReadCode(ref reader);
            else if (isMessage) message = Quote(ref reader, body);
            else if (isData) data = ReadData(ref reader, body, out wait);
            else reader.Skip();
        }

        bool dataAddsWords = data.Length > 0 && !message.Contains(data, StringComparison.Ordinal);
        return Create(code, dataAddsWords ? NodeText.Clean($"{message} ({data})") : message, wait);
    }

    /// <summary>The first error object of a body that came with an HTTP error, or null when it is not a JSON-RPC answer.</summary>
    public static RpcFault? Find(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray) reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isError && reader.TokenType != JsonTokenType.Null) return Read(ref reader, body);
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A page for people: quoted as text by the caller.
        }

        return null;
    }

    private static RpcFault Create(int? code, string message, TimeSpan? wait)
    {
        ChainSyncError error = RpcErrorClassifier.Classify(code, message);
        return new RpcFault(error, RpcErrorClassifier.Explain(error))
        {
            NodeCode = code,
            NodeMessage = message,
            RetryAfter = wait,
            NamedLimit = error == ChainSyncError.RpcLimit ? RpcErrorClassifier.FindLimit(message) : null,
        };
    }

    private static int? ReadCode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int code)) return code;
        if (reader.TokenType == JsonTokenType.String && int.TryParse(NodeText.Read(ref reader), out code)) return code;
        reader.Skip();
        return null;
    }

    /// <summary>Strings as they are meant, anything else as it is written.</summary>
    private static string Quote(ref Utf8JsonReader reader, in ReadOnlySequence<byte> body)
    {
        if (reader.TokenType == JsonTokenType.String) return NodeText.Read(ref reader);
        if (reader.TokenType == JsonTokenType.Null) return "";
        long start = reader.TokenStartIndex;
        reader.Skip();
        return NodeText.Clean(body.Slice(start, reader.BytesConsumed - start));
    }

    /// <summary>Quotes the error's data and looks for the pause that some providers name there.</summary>
    private static string ReadData(ref Utf8JsonReader reader, in ReadOnlySequence<byte> body, out TimeSpan? wait)
    {
        wait = null;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return Quote(ref reader, body);
        long start = reader.TokenStartIndex;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("backoff_seconds"u8)) continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double seconds) && seconds is > 0 and < 86_400)
                wait = TimeSpan.FromSeconds(seconds);
        }

        return NodeText.Clean(body.Slice(start, reader.BytesConsumed - start));
    }
}
