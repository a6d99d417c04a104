using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Reads a stored record <c>log</c> to the end of a block's logs.</summary>
internal static class StoredLogRecord
{
    private const int MaxTopics = 4;

    /// <summary>Reads it, its <c>type</c> excepted, which was read already. The log's ordinal is left to be found.</summary>
    public static void Read(ref StoredValueReader reader, BlockData block, ref StoredIdentity identity)
    {
        ref LogRecord log = ref block.Logs.Add();
        reader.Key("log_index"u8);
        log.LogIndex = reader.UInt32();
        reader.Key("transaction_hash"u8);
        identity.TransactionHash = reader.Hash();
        reader.Key("transaction_index"u8);
        log.TransactionIndex = reader.UInt32();
        reader.Key("address"u8);
        log.Address = reader.Address();
        reader.Key("data"u8);
        log.Data = reader.Data(block.Arena);
        reader.Key("topics"u8);
        ReadTopics(ref reader, ref log);
        ReadBlock(ref reader, ref identity);
        StoredTail.Read(ref reader, "log_"u8, log.LogIndex, ref identity);
    }

    /// <summary>The keys that name the block, in the order of a log and a token transfer.</summary>
    public static void ReadBlock(ref StoredValueReader reader, ref StoredIdentity identity)
    {
        reader.Key("block_number"u8);
        identity.Number = reader.UInt64();
        reader.Key("block_timestamp"u8);
        identity.Timestamp = reader.UInt64();
        reader.Key("block_hash"u8);
        identity.BlockHash = reader.Hash();
    }

    private static void ReadTopics(ref StoredValueReader reader, ref LogRecord log)
    {
        int left = reader.BeginArray();
        while (reader.NextItem(ref left))
        {
            if (log.TopicCount == MaxTopics) throw new RecordFormException("it has more than four topics");
            Hash256 topic = reader.Hash();
            switch (log.TopicCount++)
            {
                case 0: log.Topic0 = topic; break;
                case 1: log.Topic1 = topic; break;
                case 2: log.Topic2 = topic; break;
                default: log.Topic3 = topic; break;
            }
        }
    }
}
