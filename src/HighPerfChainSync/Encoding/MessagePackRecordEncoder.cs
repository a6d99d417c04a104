using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Records as MessagePack maps with the keys of the JSON records; hashes, addresses and data are binary.</summary>
/// <remarks>
/// Numbers are integers up to 64 bits and decimal text above. See docs/formats.md.
/// Thread: one block at a time. Allocates nothing per block once the block's memory has grown.
/// </remarks>
public sealed class MessagePackRecordEncoder : IRecordEncoder
{
    /// <summary>The encoder's name.</summary>
    public const string FormatName = "messagepack";

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public void Encode(BlockData block, EntitySet entities)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        encoded.Clear();
        if (entities.Contains(Entity.Block)) EncodeBlock(block, encoded);
        if (entities.Contains(Entity.Transaction)) EncodeTransactions(block, encoded);
        if (entities.Contains(Entity.Log)) EncodeLogs(block, encoded);
        if (entities.Contains(Entity.TokenTransfer)) EncodeTokenTransfers(block, encoded);
    }

    private static void EncodeBlock(BlockData block, EncodedBlock encoded)
    {
        encoded.BeginRecord(RecordLimits.Check(MessagePackBlockRecord.MaxBytes(block), block, Entity.Block));
        var record = new MessagePackRecordWriter(encoded);
        MessagePackBlockRecord.Write(ref record, block);
        record.Finish();
        encoded.EndRecord(Entity.Block);
    }

    private static void EncodeTransactions(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            encoded.BeginRecord(RecordLimits.Check(MessagePackTransactionRecord.MaxBytes(in transaction), block, Entity.Transaction));
            var record = new MessagePackRecordWriter(encoded);
            MessagePackTransactionRecord.Write(ref record, block, in transaction);
            record.Finish();
            encoded.EndRecord(Entity.Transaction);
        }
    }

    private static void EncodeLogs(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly LogRecord log in block.Logs.Items)
        {
            encoded.BeginRecord(RecordLimits.Check(MessagePackLogRecord.MaxBytes(in log), block, Entity.Log));
            var record = new MessagePackRecordWriter(encoded);
            MessagePackLogRecord.Write(ref record, block, in log);
            record.Finish();
            encoded.EndRecord(Entity.Log);
        }
    }

    private static void EncodeTokenTransfers(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly TokenTransferRecord transfer in block.TokenTransfers.Items)
        {
            encoded.BeginRecord(MessagePackTokenTransferRecord.MaxBytes);
            var record = new MessagePackRecordWriter(encoded);
            MessagePackTokenTransferRecord.Write(ref record, block, in transfer);
            record.Finish();
            encoded.EndRecord(Entity.TokenTransfer);
        }
    }
}
