using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a receipt; its logs go to the end of the block's.</summary>
internal sealed class ReceiptDecoder(DecodeContext context)
{
    private static readonly FieldTable<ReceiptField> s_fields = new("receipt",
    [
        new("transactionHash", ReceiptField.TransactionHash, Required: true),
        new("transactionIndex", ReceiptField.TransactionIndex, Required: true),
        new("blockHash", ReceiptField.BlockHash, Required: true),
        new("blockNumber", ReceiptField.BlockNumber, Required: true),
        new("logs", ReceiptField.Logs, Required: true),
        new("from", ReceiptField.From),
        new("to", ReceiptField.To),
        new("logsBloom", ReceiptField.LogsBloom),
        new("cumulativeGasUsed", ReceiptField.CumulativeGasUsed),
        new("gasUsed", ReceiptField.GasUsed),
        new("status", ReceiptField.Status),
        new("root", ReceiptField.Root),
        new("type", ReceiptField.Type),
        new("contractAddress", ReceiptField.ContractAddress),
        new("effectiveGasPrice", ReceiptField.EffectiveGasPrice),
        new("blobGasUsed", ReceiptField.BlobGasUsed),
        new("blobGasPrice", ReceiptField.BlobGasPrice),
        new("depositNonce", ReceiptField.DepositNonce),
        new("depositReceiptVersion", ReceiptField.DepositReceiptVersion),
        new("l1Fee", ReceiptField.L1Fee),
        new("l1GasUsed", ReceiptField.L1GasUsed),
        new("l1GasPrice", ReceiptField.L1GasPrice),
        new("l1FeeScalar", ReceiptField.L1FeeScalar),
        new("l1BlobBaseFee", ReceiptField.L1BlobBaseFee),
        new("l1BaseFeeScalar", ReceiptField.L1BaseFeeScalar),
        new("l1BlobBaseFeeScalar", ReceiptField.L1BlobBaseFeeScalar),
        new("operatorFeeScalar", ReceiptField.OperatorFeeScalar),
        new("operatorFeeConstant", ReceiptField.OperatorFeeConstant),
    ]) { WhenUnknown = BlockFindings.UnknownReceiptField };

    private readonly FieldOrder<ReceiptField> _fields = new(s_fields);
    private readonly LogDecoder _logs = new(context);
    private readonly RollupReceiptDecoder _rollup = new(context);

    public void Decode(ref JsonCursor json, BlockData block, ref ReceiptRecord receipt)
    {
        ref TransactionRecord fields = ref receipt.Fields;
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out ReceiptField field))
        {
            switch (field)
            {
                case ReceiptField.TransactionHash:
                    fields.Hash = JsonValue.ReadHash(ref json, context);
                    break;
                case ReceiptField.TransactionIndex:
                    fields.Index = JsonValue.ReadUInt32(ref json, context);
                    break;
                case ReceiptField.BlockHash:
                    Hash256 hash = JsonValue.ReadHash(ref json, context);
                    if (hash != block.Header.Hash) block.Findings |= BlockFindings.ReceiptBlockHash;
                    break;
                case ReceiptField.BlockNumber:
                    ulong number = JsonValue.ReadUInt64(ref json, context);
                    if (number != block.Header.Number) block.Findings |= BlockFindings.ReceiptBlockNumber;
                    break;
                case ReceiptField.From:
                    fields.From = JsonValue.ReadAddress(ref json, context);
                    receipt.HasFrom = true;
                    break;
                case ReceiptField.To:
                    fields.To = JsonValue.ReadAddress(ref json, context);
                    receipt.HasTo = true;
                    break;
                case ReceiptField.Logs:
                    fields.LogStart = block.Logs.Count;
                    _logs.DecodeAll(ref json, block, ref receipt.LogTransactionHash);
                    fields.LogCount = block.Logs.Count - fields.LogStart;
                    break;
                case ReceiptField.LogsBloom:
                    fields.ReceiptBloom = DataReader.ReadBloom(ref json, context, block.Arena);
                    fields.Present |= TransactionFields.ReceiptBloom;
                    break;
                case ReceiptField.Root:
                    ReadRoot(ref json, ref fields);
                    break;
                case ReceiptField.ContractAddress:
                    fields.ContractAddress = JsonValue.ReadAddress(ref json, context);
                    fields.Present |= TransactionFields.ContractAddress;
                    break;
                case >= ReceiptField.DepositNonce:
                    _rollup.Read(ref json, field, ref receipt.Rollup, block.Arena);
                    break;
                default:
                    ReadNumber(ref json, ref fields, field);
                    break;
            }
        }

        context.Leave();
    }

    private void ReadRoot(ref JsonCursor json, ref TransactionRecord fields)
    {
        if (JsonValue.TryTakeEmptyText(ref json))
        {
            fields.Present |= TransactionFields.EmptyRoot;
            return;
        }

        fields.Root = JsonValue.ReadHash(ref json, context);
        fields.Present |= TransactionFields.Root;
    }

    private void ReadNumber(ref JsonCursor json, ref TransactionRecord fields, ReceiptField field)
    {
        switch (field)
        {
            case ReceiptField.CumulativeGasUsed:
                fields.CumulativeGasUsed = JsonValue.ReadUInt64(ref json, context);
                fields.Present |= TransactionFields.CumulativeGasUsed;
                break;
            case ReceiptField.GasUsed:
                fields.GasUsed = JsonValue.ReadUInt64(ref json, context);
                fields.Present |= TransactionFields.ReceiptGasUsed;
                break;
            case ReceiptField.Status:
                fields.Status = JsonValue.ReadUInt64(ref json, context);
                fields.Present |= TransactionFields.Status;
                break;
            case ReceiptField.Type:
                fields.ReceiptType = JsonValue.ReadUInt64(ref json, context);
                fields.Present |= TransactionFields.ReceiptType;
                break;
            case ReceiptField.EffectiveGasPrice:
                if (JsonValue.TryTakeEmptyText(ref json)) break;
                fields.EffectiveGasPrice = JsonValue.ReadUInt256(ref json, context);
                fields.Present |= TransactionFields.EffectiveGasPrice;
                break;
            case ReceiptField.BlobGasUsed:
                fields.BlobGasUsed = JsonValue.ReadUInt64(ref json, context);
                fields.Present |= TransactionFields.ReceiptBlobGasUsed;
                break;
            case ReceiptField.BlobGasPrice:
                fields.BlobGasPrice = JsonValue.ReadUInt256(ref json, context);
                fields.Present |= TransactionFields.ReceiptBlobGasPrice;
                break;
        }
    }
}
