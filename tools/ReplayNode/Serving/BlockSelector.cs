using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The parameter that names a block: a number, a tag, a hash, or an object with either (EIP-1898).</summary>
/// <param name="Number">The number, when it is one.</param>
/// <param name="Hash">The hash, when it is one.</param>
/// <param name="IsHead">Whether it is the tag that names the head.</param>
internal readonly record struct BlockSelector(ulong? Number, Hash256? Hash, bool IsHead = false)
{
    /// <summary>Reads the value that the reader stands on.</summary>
    /// <returns>False when it names no block.</returns>
    internal static bool TryRead(ref Utf8JsonReader reader, in ReplayView view, out BlockSelector selector)
    {
        selector = default;
        if (reader.TokenType == JsonTokenType.String) return TryRead(reader.ValueSpan, in view, out selector);
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool names = reader.ValueTextEquals("blockNumber"u8) || reader.ValueTextEquals("blockHash"u8);
            reader.Read();
            if (names && reader.TokenType == JsonTokenType.String)
                found = TryRead(reader.ValueSpan, in view, out selector);
            else
                reader.Skip();
        }

        return found;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, in ReplayView view, out BlockSelector selector)
    {
        Span<byte> hash = stackalloc byte[Hash256.Length];
        if (Hex.TryDecodeFixed(text, hash))
        {
            selector = new BlockSelector(null, new Hash256(hash));
            return true;
        }

        bool isHead = text.SequenceEqual("latest"u8) || text.SequenceEqual("pending"u8);
        ulong? number = text switch
        {
            _ when isHead => view.Head,
            _ when text.SequenceEqual("safe"u8) => view.Safe,
            _ when text.SequenceEqual("finalized"u8) => view.Finalized,
            _ when text.SequenceEqual("earliest"u8) => view.Chain.First,
            _ => Hex.TryParseQuantity(text, out ulong value) ? value : null,
        };
        selector = new BlockSelector(number, null, isHead);
        return number is not null;
    }
}
