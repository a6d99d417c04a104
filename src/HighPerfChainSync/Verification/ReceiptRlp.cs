using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The consensus encoding of a receipt (yellow paper 4.3.1, EIP-658, EIP-2718), the value in the receipt trie.</summary>
internal static class ReceiptRlp
{
    /// <summary>Writes the receipt, with its type byte unless it belongs to a legacy transaction.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="block">The block.</param>
    /// <param name="transaction">The transaction and its receipt.</param>
    /// <param name="bloom">The bloom filter of its logs, 256 bytes.</param>
    /// <param name="prefersStatus">Whether the status counts where the node sent the state's root as well.</param>
    internal static void Write(RlpWriter writer, BlockData block, in TransactionRecord transaction, ReadOnlySpan<byte> bloom, bool prefersStatus = false)
    {
        if (transaction.Type != TransactionType.Legacy) writer.WriteRaw((byte)transaction.Type);
        int list = writer.BeginList();
        // Before Byzantium the state's root is what counts; some nodes send a status besides, and some a root ever since.
        if (transaction.Has(TransactionFields.Root) && !(prefersStatus && transaction.Has(TransactionFields.Status)))
            writer.WriteHash(in transaction.Root);
        else
            writer.WriteNumber(transaction.Status);
        writer.WriteNumber(transaction.CumulativeGasUsed);
        writer.WriteString(bloom);
        WriteLogs(writer, block, in transaction);
        if (transaction.Type == TransactionType.Deposit && transaction.RollupIndex >= 0)
            WriteDepositFields(writer, in block.Rollup[transaction.RollupIndex]);
        writer.EndList(list);
    }

    private static void WriteLogs(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        int list = writer.BeginList();
        foreach (ref readonly LogRecord log in block.Logs.Items.Slice(transaction.LogStart, transaction.LogCount))
        {
            ReadOnlySpan<byte> data = block.Arena.GetSpan(log.Data);
            int topics = log.TopicCount * RlpWriter.StringSize(Hash256.Length);
            writer.WriteListHeader(RlpWriter.StringSize(Address.Length) + RlpWriter.ListSize(topics) + RlpWriter.SizeOf(data));
            writer.WriteAddress(in log.Address);
            writer.WriteListHeader(topics);
            WriteTopics(writer, in log);
            writer.WriteString(data);
        }

        writer.EndList(list);
    }

    private static void WriteTopics(RlpWriter writer, in LogRecord log)
    {
        if (log.TopicCount > 0) writer.WriteHash(in log.Topic0);
        if (log.TopicCount > 1) writer.WriteHash(in log.Topic1);
        if (log.TopicCount > 2) writer.WriteHash(in log.Topic2);
        if (log.TopicCount > 3) writer.WriteHash(in log.Topic3);
    }

    private static void WriteDepositFields(RlpWriter writer, in RollupRecord rollup)
    {
        // In the trie since Canyon only, and then both of them: the version tells.
        if (!rollup.Has(RollupFields.DepositReceiptVersion)) return;
        writer.WriteNumber(rollup.DepositNonce);
        writer.WriteNumber(rollup.DepositReceiptVersion);
    }
}
