using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The consensus encoding of a receipt (yellow paper 4.3.1, EIP-658, EIP-2718), the value in the receipt trie.</summary>
internal static class ReceiptRlp
{
    /// <summary>Writes the receipt, with its type byte unless it belongs to a legacy transaction.</summary>
    internal static void Write(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        if (transaction.Type != TransactionType.Legacy) writer.WriteRaw((byte)transaction.Type);
        int list = writer.BeginList();
        // Before Byzantium the state's root is what counts; some nodes send a status besides.
        if (transaction.Has(TransactionFields.Root))
            writer.WriteString(transaction.Root.Bytes);
        else
            writer.WriteNumber(transaction.Status);
        writer.WriteNumber(transaction.CumulativeGasUsed);
        writer.WriteString(block.Arena.GetSpan(transaction.ReceiptBloom));
        WriteLogs(writer, block, in transaction);
        if (transaction.Type == TransactionType.Deposit)
            WriteDepositFields(writer, in block.Rollup[transaction.RollupIndex]);
        writer.EndList(list);
    }

    private static void WriteLogs(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        int list = writer.BeginList();
        for (int i = 0; i < transaction.LogCount; i++)
        {
            ref readonly LogRecord log = ref block.Logs[transaction.LogStart + i];
            int item = writer.BeginList();
            writer.WriteString(log.Address.Bytes);
            WriteTopics(writer, in log);
            writer.WriteString(block.Arena.GetSpan(log.Data));
            writer.EndList(item);
        }

        writer.EndList(list);
    }

    private static void WriteTopics(RlpWriter writer, in LogRecord log)
    {
        int list = writer.BeginList();
        if (log.TopicCount > 0) writer.WriteString(log.Topic0.Bytes);
        if (log.TopicCount > 1) writer.WriteString(log.Topic1.Bytes);
        if (log.TopicCount > 2) writer.WriteString(log.Topic2.Bytes);
        if (log.TopicCount > 3) writer.WriteString(log.Topic3.Bytes);
        writer.EndList(list);
    }

    private static void WriteDepositFields(RlpWriter writer, in RollupRecord rollup)
    {
        // In the trie since Canyon only, and then both of them: the version tells.
        if (!rollup.Has(RollupFields.DepositReceiptVersion)) return;
        writer.WriteNumber(rollup.DepositNonce);
        writer.WriteNumber(rollup.DepositReceiptVersion);
    }
}
