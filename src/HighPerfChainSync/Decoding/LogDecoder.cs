using System.Text.Json;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes the logs of a receipt to the end of the block's logs.</summary>
internal sealed class LogDecoder(DecodeContext context)
{
    private const int MaxTopics = 4;

    private static readonly FieldTable<Field> s_fields = new("log",
    [
        new("address", Field.Address, Required: true),
        new("topics", Field.Topics, Required: true),
        new("data", Field.Data, Required: true),
        new("logIndex", Field.LogIndex, Required: true),
        new("transactionHash", Field.TransactionHash, Required: true),
        new("transactionIndex", Field.TransactionIndex, Required: true),
        new("blockHash", Field.BlockHash, Required: true),
        new("blockNumber", Field.BlockNumber, Required: true),
        new("blockTimestamp", Field.BlockTimestamp),
        new("removed", Field.Removed),
    ]) { WhenUnknown = BlockFindings.UnknownReceiptField };

    private enum Field : byte
    {
        Address,
        Topics,
        Data,
        LogIndex,
        TransactionHash,
        TransactionIndex,
        BlockHash,
        BlockNumber,
        BlockTimestamp,
        Removed,
    }

    public void DecodeAll(ref Utf8JsonReader reader, BlockData block, ref Agreement<Hash256> transactionHash)
    {
        context.RequireArray(ref reader);
        for (int i = 0; context.NextItem(ref reader, i); i++)
        {
            Decode(ref reader, block, ref transactionHash);
        }
    }

    private void Decode(ref Utf8JsonReader reader, BlockData block, ref Agreement<Hash256> transactionHash)
    {
        ref LogRecord log = ref block.Logs.Add();
        BlockFindings findings = BlockFindings.None;
        ulong seen = 0;
        context.Enter(ref reader, s_fields);
        while (context.NextField(ref reader, s_fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Address:
                    log.Address = JsonValue.ReadAddress(ref reader, context);
                    break;
                case Field.Topics:
                    ReadTopics(ref reader, ref log);
                    break;
                case Field.Data:
                    log.Data = DataReader.Read(ref reader, context, block.Arena);
                    break;
                case Field.LogIndex:
                    log.LogIndex = JsonValue.ReadUInt32(ref reader, context);
                    break;
                case Field.TransactionHash:
                    transactionHash.Add(JsonValue.ReadHash(ref reader, context));
                    break;
                case Field.TransactionIndex:
                    log.TransactionIndex = JsonValue.ReadUInt32(ref reader, context);
                    break;
                case Field.BlockHash:
                    if (JsonValue.ReadHash(ref reader, context) != block.Header.Hash) findings |= BlockFindings.LogBlockHash;
                    break;
                case Field.BlockNumber:
                    if (JsonValue.ReadUInt64(ref reader, context) != block.Header.Number) findings |= BlockFindings.LogBlockNumber;
                    break;
                case Field.BlockTimestamp:
                    if (JsonValue.ReadUInt64(ref reader, context) != block.Header.Timestamp) findings |= BlockFindings.BlockTimestamp;
                    break;
                case Field.Removed:
                    log.Removed = JsonValue.ReadBoolean(ref reader, context);
                    if (log.Removed) findings |= BlockFindings.LogRemoved;
                    break;
            }
        }

        context.Leave();
        block.Findings |= findings;
    }

    private void ReadTopics(ref Utf8JsonReader reader, ref LogRecord log)
    {
        context.RequireArray(ref reader);
        for (int i = 0; context.NextItem(ref reader, i); i++)
        {
            if (i == MaxTopics) context.Throw(ref reader, "at most four topics are expected");
            Hash256 topic = JsonValue.ReadHash(ref reader, context);
            switch (i)
            {
                case 0: log.Topic0 = topic; break;
                case 1: log.Topic1 = topic; break;
                case 2: log.Topic2 = topic; break;
                default: log.Topic3 = topic; break;
            }

            log.TopicCount = (byte)(i + 1);
        }
    }
}
