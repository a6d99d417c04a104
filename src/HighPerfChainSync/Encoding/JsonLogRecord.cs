using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The JSON record <c>log</c>: 12 keys.</summary>
internal static class JsonLogRecord
{
    private const int FixedBytes = 1280;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(in LogRecord log) => FixedBytes + (2L * log.Data.Length);

    /// <summary>Writes the record.</summary>
    public static void Write(ref JsonRecordWriter json, BlockData block, in LogRecord log, JsonBlockText shared)
    {
        ref readonly Hash256 transactionHash = ref block.Transactions[log.TransactionOrdinal].Hash;
        json.Raw("{\"type\":\"log\",\"log_index\":"u8);
        json.Number(log.LogIndex);
        json.Raw(",\"transaction_hash\":"u8);
        json.Data(transactionHash.Bytes);
        json.Raw(",\"transaction_index\":"u8);
        json.Number(log.TransactionIndex);
        json.Raw(",\"address\":"u8);
        json.Data(log.Address.Bytes);
        json.Raw(",\"data\":"u8);
        json.Data(block.Arena.GetSpan(log.Data));
        json.Raw(",\"topics\":["u8);
        WriteTopics(ref json, in log);
        json.Raw("]"u8);
        json.Raw(shared.InLog);
        json.Raw(",\"item_id\":\"log_"u8);
        json.HexText(transactionHash.Bytes);
        json.Raw("_"u8);
        json.Number(log.LogIndex);
        json.Raw("\""u8);
        json.Raw(shared.Tail);
    }

    private static void WriteTopics(ref JsonRecordWriter json, in LogRecord log)
    {
        if (log.TopicCount == 0) return;
        json.Data(log.Topic0.Bytes);
        if (log.TopicCount == 1) return;
        json.Raw(","u8);
        json.Data(log.Topic1.Bytes);
        if (log.TopicCount == 2) return;
        json.Raw(","u8);
        json.Data(log.Topic2.Bytes);
        if (log.TopicCount == 3) return;
        json.Raw(","u8);
        json.Data(log.Topic3.Bytes);
    }
}
