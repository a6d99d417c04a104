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

    private readonly FieldOrder<Field> _fields = new(s_fields);

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

    public void DecodeAll(ref JsonCursor json, BlockData block, ref Agreement<Hash256> transactionHash)
    {
        context.EnterArray(ref json);
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            Decode(ref json, block, ref transactionHash);
        }
    }

    private void Decode(ref JsonCursor json, BlockData block, ref Agreement<Hash256> transactionHash)
    {
        ref LogRecord log = ref block.Logs.Add();
        BlockFindings findings = BlockFindings.None;
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Address:
                    log.Address = JsonValue.ReadAddress(ref json, context);
                    break;
                case Field.Topics:
                    ReadTopics(ref json, ref log);
                    break;
                case Field.Data:
                    log.Data = DataReader.Read(ref json, context, block.Arena);
                    break;
                case Field.LogIndex:
                    log.LogIndex = JsonValue.ReadUInt32(ref json, context);
                    break;
                case Field.TransactionHash:
                    transactionHash.Add(JsonValue.ReadHash(ref json, context));
                    break;
                case Field.TransactionIndex:
                    log.TransactionIndex = JsonValue.ReadUInt32(ref json, context);
                    break;
                case Field.BlockHash:
                    if (JsonValue.ReadHash(ref json, context) != block.Header.Hash) findings |= BlockFindings.LogBlockHash;
                    break;
                case Field.BlockNumber:
                    if (JsonValue.ReadUInt64(ref json, context) != block.Header.Number) findings |= BlockFindings.LogBlockNumber;
                    break;
                case Field.BlockTimestamp:
                    if (JsonValue.ReadUInt64(ref json, context) != block.Header.Timestamp) findings |= BlockFindings.BlockTimestamp;
                    break;
                case Field.Removed:
                    log.Removed = JsonValue.ReadBoolean(ref json, context);
                    if (log.Removed) findings |= BlockFindings.LogRemoved;
                    break;
            }
        }

        context.Leave();
        block.Findings |= findings;
    }

    private void ReadTopics(ref JsonCursor json, ref LogRecord log)
    {
        context.EnterArray(ref json);
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            if (i == MaxTopics) context.Throw(ref json, "at most four topics are expected");
            Hash256 topic = JsonValue.ReadHash(ref json, context);
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
