using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc.Hints;

/// <summary>What a node sends over a WebSocket: the answer to <c>eth_subscribe</c>, or a notification (go-ethereum, "Real-time Events").</summary>
internal static class SubscriptionMessage
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 16 };

    /// <summary>What a message is.</summary>
    internal enum Kind
    {
        /// <summary>Something else, which is passed over.</summary>
        Other = 0,

        /// <summary>A result: the subscription is made.</summary>
        Subscribed,

        /// <summary>A notification of a subscription.</summary>
        News,
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.RpcNodeError"/>: the node refuses the subscription.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Kind Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, s_options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Kind.Other;
        Kind kind = Kind.Other;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMethod = reader.ValueTextEquals("method"u8);
            bool isResult = reader.ValueTextEquals("result"u8);
            bool isError = reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isMethod && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("eth_subscription"u8)) kind = Kind.News;
            else if (isResult && reader.TokenType == JsonTokenType.String) kind = Kind.Subscribed;
            else if (isError && reader.TokenType == JsonTokenType.StartObject) throw Refused(ref reader);
            reader.Skip();
        }

        return kind;
    }

    private static ChainSyncException Refused(ref Utf8JsonReader reader)
    {
        string said = "no reason";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMessage = reader.ValueTextEquals("message"u8);
            reader.Read();
            if (isMessage && reader.TokenType == JsonTokenType.String) said = NodeText.Read(ref reader);
            reader.Skip();
        }

        return new ChainSyncException(ChainSyncError.RpcNodeError, $"the node refuses eth_subscribe(newHeads): \"{said}\"");
    }
}
