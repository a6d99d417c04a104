using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Records as MessagePack maps with the keys of the JSON records; hashes, addresses and data are binary.</summary>
/// <remarks>
/// Numbers are integers up to 64 bits and decimal text above. See docs/formats.md.
/// Thread: one block at a time. Allocates nothing per block once the block's memory has grown.
/// </remarks>
public sealed class MessagePackRecordEncoder : RecordEncoder
{
    /// <summary>The encoder's name.</summary>
    public const string FormatName = "messagepack";

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    protected override void EncodeRecord(BlockData block, Entity entity, int index)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        encoded.BeginRecord(MaxBytes(block, entity, index));
        var record = new MessagePackRecordWriter(encoded);
        switch (entity)
        {
            case Entity.Block:
                MessagePackBlockRecord.Write(ref record, block);
                break;
            case Entity.Transaction:
                MessagePackTransactionRecord.Write(ref record, block, in block.Transactions[index]);
                break;
            case Entity.Log:
                MessagePackLogRecord.Write(ref record, block, in block.Logs[index]);
                break;
            case Entity.TokenTransfer:
                MessagePackTokenTransferRecord.Write(ref record, block, in block.TokenTransfers[index]);
                break;
        }

        record.Finish();
        encoded.EndRecord(entity);
    }

    private static int MaxBytes(BlockData block, Entity entity, int index) => entity switch
    {
        Entity.Block => RecordLimits.Check(MessagePackBlockRecord.MaxBytes(block), block, entity),
        Entity.Transaction => RecordLimits.Check(MessagePackTransactionRecord.MaxBytes(in block.Transactions[index]), block, entity),
        Entity.Log => RecordLimits.Check(MessagePackLogRecord.MaxBytes(in block.Logs[index]), block, entity),
        Entity.TokenTransfer => MessagePackTokenTransferRecord.MaxBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };
}
