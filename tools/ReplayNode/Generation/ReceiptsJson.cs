using System.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Writes a block's records as the result of <c>eth_getBlockReceipts</c>, as geth orders its fields.</summary>
internal static class ReceiptsJson
{
    internal static void Write(IBufferWriter<byte> output, BlockData block)
    {
        using var json = new RpcJson(output);
        json.BeginArray();
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
            WriteReceipt(json, block, in transaction);
        json.EndArray();
    }

    private static void WriteReceipt(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        json.BeginObject();
        if (transaction.Has(TransactionFields.ReceiptBlobGasPrice))
        {
            json.Quantity("blobGasPrice"u8, transaction.BlobGasPrice);
            json.Quantity("blobGasUsed"u8, transaction.BlobGasUsed);
        }

        json.Data("blockHash"u8, block.Header.Hash.Bytes);
        json.Quantity("blockNumber"u8, block.Header.Number);
        if (transaction.Has(TransactionFields.ContractAddress))
            json.Data("contractAddress"u8, transaction.ContractAddress.Bytes);
        else
            json.Null("contractAddress"u8);
        json.Quantity("cumulativeGasUsed"u8, transaction.CumulativeGasUsed);
        json.Quantity("effectiveGasPrice"u8, transaction.EffectiveGasPrice);
        json.Data("from"u8, transaction.From.Bytes);
        json.Quantity("gasUsed"u8, transaction.GasUsed);
        WriteLogs(json, block, in transaction);
        json.Data("logsBloom"u8, block.Arena.GetSpan(transaction.ReceiptBloom));
        json.Quantity("status"u8, transaction.Status);
        if (transaction.Has(TransactionFields.To))
            json.Data("to"u8, transaction.To.Bytes);
        else
            json.Null("to"u8);
        json.Data("transactionHash"u8, transaction.Hash.Bytes);
        json.Quantity("transactionIndex"u8, transaction.Index);
        json.Quantity("type"u8, transaction.Type);
        json.EndObject();
    }

    private static void WriteLogs(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        json.BeginArray("logs"u8);
        for (int i = 0; i < transaction.LogCount; i++)
        {
            ref readonly LogRecord log = ref block.Logs[transaction.LogStart + i];
            json.BeginObject();
            json.Data("address"u8, log.Address.Bytes);
            json.BeginArray("topics"u8);
            if (log.TopicCount > 0) json.Data(log.Topic0.Bytes);
            if (log.TopicCount > 1) json.Data(log.Topic1.Bytes);
            if (log.TopicCount > 2) json.Data(log.Topic2.Bytes);
            if (log.TopicCount > 3) json.Data(log.Topic3.Bytes);
            json.EndArray();
            json.Data("data"u8, block.Arena.GetSpan(log.Data));
            json.Quantity("blockNumber"u8, block.Header.Number);
            json.Data("transactionHash"u8, transaction.Hash.Bytes);
            json.Quantity("transactionIndex"u8, log.TransactionIndex);
            json.Data("blockHash"u8, block.Header.Hash.Bytes);
            json.Quantity("blockTimestamp"u8, block.Header.Timestamp);
            json.Quantity("logIndex"u8, log.LogIndex);
            json.Boolean("removed"u8, false);
            json.EndObject();
        }

        json.EndArray();
    }
}
