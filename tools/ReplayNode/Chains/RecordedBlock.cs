using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>What the index of a recording needs to know of a block.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Transactions">The hashes of its transactions.</param>
internal sealed record RecordedBlock(ulong Number, Hash256 Hash, IReadOnlyList<Hash256> Transactions)
{
    /// <summary>Reads the result of <c>eth_getBlockByNumber(n, true)</c>.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    internal static RecordedBlock Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        ulong? number = null;
        Hash256? hash = null;
        var transactions = new List<Hash256>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("number"u8))
                number = ReadNumber(ref reader);
            else if (reader.ValueTextEquals("hash"u8))
                hash = ReadHash(ref reader);
            else if (reader.ValueTextEquals("transactions"u8))
                ReadTransactions(ref reader, transactions);
            else
                reader.Skip();
        }

        if (number is null || hash is null) throw new JsonException("A recorded block has no number or no hash.");
        return new RecordedBlock(number.Value, hash.Value, transactions);
    }

    private static void ReadTransactions(ref Utf8JsonReader reader, List<Hash256> transactions)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("hash"u8))
                    transactions.Add(ReadHash(ref reader));
                else
                    reader.Skip();
            }
        }
    }

    private static ulong ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Hex.TryParseQuantity(reader.ValueSpan, out ulong number)
            ? number
            : throw new JsonException("A recorded block has a number that is not a QUANTITY.");
    }

    private static Hash256 ReadHash(ref Utf8JsonReader reader)
    {
        reader.Read();
        Span<byte> hash = stackalloc byte[Hash256.Length];
        return Hex.TryDecodeFixed(reader.ValueSpan, hash)
            ? new Hash256(hash)
            : throw new JsonException("A recorded block has a hash that is not 32 bytes.");
    }
}
