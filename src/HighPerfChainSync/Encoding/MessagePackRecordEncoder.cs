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

    private readonly NumberForm _numbers;
    private readonly bool _isExtended;

    /// <summary>Creates an encoder of the plain schema, with bare numbers.</summary>
    public MessagePackRecordEncoder()
        : this(new RecordEncoderOptions())
    {
    }

    /// <summary>Creates an encoder.</summary>
    public MessagePackRecordEncoder(RecordEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _numbers = options.Numbers;
        _isExtended = options.Schema == RecordSchema.Extended;
    }

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    protected override void EncodeRecord(BlockData block, Entity entity, int index)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        encoded.BeginRecord(MaxBytes(block, entity, index));
        var record = new MessagePackRecordWriter(encoded, _numbers);
        switch (entity)
        {
            case Entity.Block:
                MessagePackBlockRecord.Write(ref record, block, _isExtended);
                break;
            case Entity.Transaction:
                MessagePackTransactionRecord.Write(ref record, block, in block.Transactions[index], _isExtended);
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

    private int MaxBytes(BlockData block, Entity entity, int index) => entity switch
    {
        Entity.Block => RecordLimits.Check(
            MessagePackBlockRecord.MaxBytes(block) + (_isExtended ? MessagePackBlockExtension.MaxBytes(block) : 0), block, entity),
        Entity.Transaction => RecordLimits.Check(
            MessagePackTransactionRecord.MaxBytes(in block.Transactions[index])
                + (_isExtended ? MessagePackTransactionExtension.MaxBytes(block, in block.Transactions[index]) : 0), block, entity),
        Entity.Log => RecordLimits.Check(MessagePackLogRecord.MaxBytes(in block.Logs[index]), block, entity),
        Entity.TokenTransfer => MessagePackTokenTransferRecord.MaxBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };
}
