using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Records as compact JSON objects in UTF-8, one per record, with the keys and the key order of <c>ethereumetl stream</c>.</summary>
/// <remarks>
/// A key is never left out: what a node did not send is <c>null</c>. Numbers are bare and exact, up to 78 digits. See docs/formats.md.
/// Thread: one block at a time. Allocates nothing per block once the block's memory has grown.
/// </remarks>
public sealed class JsonRecordEncoder : RecordEncoder
{
    /// <summary>The encoder's name.</summary>
    public const string FormatName = "json";

    private readonly JsonBlockText _shared = new();

    private readonly NumberForm _numbers;
    private readonly bool _isExtended;

    /// <summary>Creates an encoder of the plain schema, with bare numbers.</summary>
    public JsonRecordEncoder()
        : this(new RecordEncoderOptions())
    {
    }

    /// <summary>Creates an encoder.</summary>
    public JsonRecordEncoder(RecordEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _numbers = options.Numbers;
        _isExtended = options.Schema == RecordSchema.Extended;
    }

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    protected override void BeginBlock(BlockData block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _shared.Render(in block.Header);
    }

    /// <inheritdoc/>
    protected override void EncodeRecord(BlockData block, Entity entity, int index)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        var json = new JsonRecordWriter(encoded.BeginRecord(MaxBytes(block, entity, index)), _numbers);
        switch (entity)
        {
            case Entity.Block:
                JsonBlockRecord.Write(ref json, block, _shared, _isExtended);
                break;
            case Entity.Transaction:
                JsonTransactionRecord.Write(ref json, block, in block.Transactions[index], _shared, _isExtended);
                break;
            case Entity.Log:
                JsonLogRecord.Write(ref json, block, in block.Logs[index], _shared);
                break;
            case Entity.TokenTransfer:
                JsonTokenTransferRecord.Write(ref json, block, in block.TokenTransfers[index], _shared);
                break;
        }

        encoded.EndRecord(entity, json.Position);
    }

    private int MaxBytes(BlockData block, Entity entity, int index) => entity switch
    {
        Entity.Block => RecordLimits.Check(
            JsonBlockRecord.MaxBytes(block) + (_isExtended ? JsonBlockExtension.MaxBytes(block) : 0), block, entity),
        Entity.Transaction => RecordLimits.Check(
            JsonTransactionRecord.MaxBytes(in block.Transactions[index])
                + (_isExtended ? JsonTransactionExtension.MaxBytes(block, in block.Transactions[index]) : 0), block, entity),
        Entity.Log => RecordLimits.Check(JsonLogRecord.MaxBytes(in block.Logs[index]), block, entity),
        Entity.TokenTransfer => JsonTokenTransferRecord.MaxBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };
}
