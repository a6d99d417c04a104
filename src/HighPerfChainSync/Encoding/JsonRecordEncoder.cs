using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Records as compact JSON objects in UTF-8, one per record, with the keys and the key order of <c>ethereumetl stream</c>.</summary>
/// <remarks>
/// A key is never left out: what a node did not send is <c>null</c>. Numbers are bare and exact, up to 78 digits. See docs/formats.md.
/// Thread: one block at a time. Allocates nothing per block once the block's memory has grown.
/// </remarks>
public sealed class JsonRecordEncoder : IRecordEncoder
{
    /// <summary>The encoder's name.</summary>
    public const string FormatName = "json";

    private readonly JsonBlockText _shared = new();

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public void Encode(BlockData block, EntitySet entities)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        encoded.Clear();
        _shared.Render(in block.Header);
        if (entities.Contains(Entity.Block)) EncodeBlock(block, encoded);
        if (entities.Contains(Entity.Transaction)) EncodeTransactions(block, encoded);
        if (entities.Contains(Entity.Log)) EncodeLogs(block, encoded);
        if (entities.Contains(Entity.TokenTransfer)) EncodeTokenTransfers(block, encoded);
    }

    private void EncodeBlock(BlockData block, EncodedBlock encoded)
    {
        var json = new JsonRecordWriter(encoded.BeginRecord(RecordLimits.Check(JsonBlockRecord.MaxBytes(block), block, Entity.Block)));
        JsonBlockRecord.Write(ref json, block, _shared);
        encoded.EndRecord(Entity.Block, json.Position);
    }

    private void EncodeTransactions(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            int maxBytes = RecordLimits.Check(JsonTransactionRecord.MaxBytes(in transaction), block, Entity.Transaction);
            var json = new JsonRecordWriter(encoded.BeginRecord(maxBytes));
            JsonTransactionRecord.Write(ref json, block, in transaction, _shared);
            encoded.EndRecord(Entity.Transaction, json.Position);
        }
    }

    private void EncodeLogs(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly LogRecord log in block.Logs.Items)
        {
            int maxBytes = RecordLimits.Check(JsonLogRecord.MaxBytes(in log), block, Entity.Log);
            var json = new JsonRecordWriter(encoded.BeginRecord(maxBytes));
            JsonLogRecord.Write(ref json, block, in log, _shared);
            encoded.EndRecord(Entity.Log, json.Position);
        }
    }

    private void EncodeTokenTransfers(BlockData block, EncodedBlock encoded)
    {
        foreach (ref readonly TokenTransferRecord transfer in block.TokenTransfers.Items)
        {
            var json = new JsonRecordWriter(encoded.BeginRecord(JsonTokenTransferRecord.MaxBytes));
            JsonTokenTransferRecord.Write(ref json, block, in transfer, _shared);
            encoded.EndRecord(Entity.TokenTransfer, json.Position);
        }
    }
}
