using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>Finds the places in a recorded block and in its receipts that change when the block is put elsewhere.</summary>
internal static class TemplateScanner
{
    private const int BlockDepth = 1;
    private const int TransactionDepth = 3;
    private const int ReceiptDepth = 2;
    private const int LogDepth = 4;

    /// <summary>Scans the result of <c>eth_getBlockByNumber(n, true)</c>.</summary>
    internal static List<Patch> ScanBlock(ReadOnlySpan<byte> json)
    {
        var patches = new List<Patch>();
        var reader = new Utf8JsonReader(json);
        bool inTransactions = false;
        int index = -1;
        while (reader.Read())
        {
            if (inTransactions && reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == TransactionDepth - 1) index++;
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == BlockDepth)
            {
                inTransactions = reader.ValueTextEquals("transactions"u8);
                Add(patches, ref reader, BlockKind(ref reader), index: 0);
            }
            else if (inTransactions && reader.CurrentDepth == TransactionDepth)
            {
                Add(patches, ref reader, TransactionKind(ref reader), index);
            }
        }

        return patches;
    }

    /// <summary>Scans the result of <c>eth_getBlockReceipts</c>, whose receipts stand in the order of their transactions.</summary>
    internal static List<Patch> ScanReceipts(ReadOnlySpan<byte> json)
    {
        var patches = new List<Patch>();
        var reader = new Utf8JsonReader(json);
        int index = -1;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == ReceiptDepth - 1) index++;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth is ReceiptDepth or LogDepth)
                Add(patches, ref reader, ReceiptKind(ref reader), index);
        }

        return patches;
    }

    private static PatchKind? BlockKind(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("hash"u8)) return PatchKind.BlockHash;
        if (reader.ValueTextEquals("parentHash"u8)) return PatchKind.ParentHash;
        if (reader.ValueTextEquals("number"u8)) return PatchKind.Number;
        if (reader.ValueTextEquals("timestamp"u8)) return PatchKind.Timestamp;
        if (reader.ValueTextEquals("transactionsRoot"u8)) return PatchKind.TransactionsRoot;
        return reader.ValueTextEquals("size"u8) ? PatchKind.Size : null;
    }

    private static PatchKind? TransactionKind(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("hash"u8)) return PatchKind.TransactionHash;
        if (reader.ValueTextEquals("nonce"u8)) return PatchKind.Nonce;
        return PlaceKind(ref reader);
    }

    private static PatchKind? ReceiptKind(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("transactionHash"u8)) return PatchKind.TransactionHash;
        if (reader.ValueTextEquals("contractAddress"u8)) return PatchKind.CreatedAddress;
        return PlaceKind(ref reader);
    }

    /// <summary>What transactions, receipts and logs alike say about their block.</summary>
    private static PatchKind? PlaceKind(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("blockHash"u8)) return PatchKind.BlockHash;
        if (reader.ValueTextEquals("blockNumber"u8)) return PatchKind.Number;
        return reader.ValueTextEquals("blockTimestamp"u8) ? PatchKind.Timestamp : null;
    }

    private static void Add(List<Patch> patches, ref Utf8JsonReader reader, PatchKind? kind, int index)
    {
        if (kind is null) return;
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            patches.Add(new Patch((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, kind.Value, index));
    }
}
