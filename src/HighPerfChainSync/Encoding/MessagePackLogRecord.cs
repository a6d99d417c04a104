using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The MessagePack record <c>log</c>: the keys of the JSON record.</summary>
internal static class MessagePackLogRecord
{
    private const int Keys = 12;
    private const int FixedBytes = 1024;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(in LogRecord log) => FixedBytes + (long)log.Data.Length;

    /// <summary>Writes the record.</summary>
    public static void Write(ref MessagePackRecordWriter record, BlockData block, in LogRecord log)
    {
        ref readonly BlockHeader header = ref block.Header;
        ref readonly Hash256 transactionHash = ref block.Transactions[log.TransactionOrdinal].Hash;
        record.Map(Keys);
        record.Text("type"u8, "log"u8);
        record.Number("log_index"u8, log.LogIndex);
        record.Data("transaction_hash"u8, transactionHash.Bytes);
        record.Number("transaction_index"u8, log.TransactionIndex);
        record.Data("address"u8, log.Address.Bytes);
        record.Data("data"u8, block.Arena.GetSpan(log.Data));
        record.Key("topics"u8);
        record.Array(log.TopicCount);
        if (log.TopicCount > 0) record.Data(log.Topic0.Bytes);
        if (log.TopicCount > 1) record.Data(log.Topic1.Bytes);
        if (log.TopicCount > 2) record.Data(log.Topic2.Bytes);
        if (log.TopicCount > 3) record.Data(log.Topic3.Bytes);
        record.Number("block_number"u8, header.Number);
        record.Number("block_timestamp"u8, header.Timestamp);
        record.Data("block_hash"u8, header.Hash.Bytes);
        record.Identity("log_"u8, in transactionHash, log.LogIndex, header.Timestamp);
    }
}
