using System.Globalization;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Compares stored token transfers with those that follow from the logs.</summary>
internal static class StoredTransfers
{
    /// <summary>Compares.</summary>
    /// <param name="stored">A block in order.</param>
    /// <param name="report">Receives what does not fit.</param>
    public static void Compare(StoredBlock stored, Action<StoredFault> report)
    {
        BlockData block = stored.Data;
        TokenTransferExtractor.Extract(block);
        ReadOnlySpan<TokenTransferRecord> expected = block.TokenTransfers.Items;
        ReadOnlySpan<TokenTransferRecord> found = stored.Transfers.Items;
        int at = 0;
        for (int i = 0; i < found.Length; i++)
        {
            StoredOrigin origin = stored.OriginOf(in found[i]);
            if (i > 0 && found[i].LogIndex == found[i - 1].LogIndex)
            {
                report(new StoredFault(StoredCheckNames.RecordDuplicate, block.Header.Number, origin.Place, "this record is there already"));
                continue;
            }

            while (at < expected.Length && expected[at].LogIndex < found[i].LogIndex) Missing(stored, in expected[at++], report);
            bool isExpected = at < expected.Length && expected[at].LogIndex == found[i].LogIndex;
            string? difference = isExpected ? Difference(block, in expected[at++], in found[i], in origin) : "no log of the block makes it";
            if (difference is not null) report(new StoredFault(StoredCheckNames.TokenTransfer, block.Header.Number, origin.Place, difference));
        }

        while (at < expected.Length) Missing(stored, in expected[at++], report);
    }

    private static void Missing(StoredBlock stored, in TokenTransferRecord transfer, Action<StoredFault> report) => report(new StoredFault(
        StoredCheckNames.TokenTransfer, stored.Data.Header.Number, stored.Origin?.Place,
        string.Create(CultureInfo.InvariantCulture, $"log {transfer.LogIndex} makes a token transfer, and it is missing")));

    private static string? Difference(BlockData block, in TokenTransferRecord expected, in TokenTransferRecord found, in StoredOrigin origin)
    {
        ref readonly BlockHeader header = ref block.Header;
        if (expected.TokenAddress != found.TokenAddress) return $"its token_address is {found.TokenAddress}, and its log makes {expected.TokenAddress}";
        if (expected.From != found.From) return $"its from_address is {found.From}, and its log makes {expected.From}";
        if (expected.To != found.To) return $"its to_address is {found.To}, and its log makes {expected.To}";
        if (expected.Value != found.Value) return $"its value is {found.Value}, and its log makes {expected.Value}";
        Hash256 hash = expected.TransactionOrdinal < block.Transactions.Count ? block.Transactions[expected.TransactionOrdinal].Hash : origin.Identity.TransactionHash;
        if (hash != origin.Identity.TransactionHash) return $"its transaction_hash is {origin.Identity.TransactionHash}, and its log's is {hash}";
        if (origin.Identity.BlockHash != header.Hash) return $"its block_hash is {origin.Identity.BlockHash}, and the block is {header.Hash}";
        return origin.Identity.Timestamp != header.Timestamp ? $"its block_timestamp is {origin.Identity.Timestamp}, and the block's is {header.Timestamp}" : null;
    }
}
