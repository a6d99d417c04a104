using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes what OP Stack chains add to a receipt.</summary>
internal sealed class RollupReceiptDecoder(DecodeContext context)
{
    private const int MaxScalarLength = 40;

    public void Read(ref JsonCursor json, ReceiptField field, ref RollupRecord rollup, ByteArena arena)
    {
        switch (field)
        {
            case ReceiptField.DepositNonce:
                rollup.DepositNonce = JsonValue.ReadUInt64(ref json, context);
                rollup.Present |= RollupFields.DepositNonce;
                break;
            case ReceiptField.DepositReceiptVersion:
                rollup.DepositReceiptVersion = JsonValue.ReadUInt64(ref json, context);
                rollup.Present |= RollupFields.DepositReceiptVersion;
                break;
            case ReceiptField.L1Fee:
                rollup.L1Fee = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1Fee;
                break;
            case ReceiptField.L1GasUsed:
                rollup.L1GasUsed = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1GasUsed;
                break;
            case ReceiptField.L1GasPrice:
                rollup.L1GasPrice = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1GasPrice;
                break;
            case ReceiptField.L1FeeScalar:
                rollup.L1FeeScalar = ReadScalar(ref json, arena);
                rollup.Present |= RollupFields.L1FeeScalar;
                break;
            case ReceiptField.L1BlobBaseFee:
                rollup.L1BlobBaseFee = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1BlobBaseFee;
                break;
            case ReceiptField.L1BaseFeeScalar:
                rollup.L1BaseFeeScalar = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1BaseFeeScalar;
                break;
            case ReceiptField.L1BlobBaseFeeScalar:
                rollup.L1BlobBaseFeeScalar = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.L1BlobBaseFeeScalar;
                break;
            case ReceiptField.OperatorFeeScalar:
                rollup.OperatorFeeScalar = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.OperatorFeeScalar;
                break;
            case ReceiptField.OperatorFeeConstant:
                rollup.OperatorFeeConstant = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.OperatorFeeConstant;
                break;
        }
    }

    /// <summary>Digits with at most one point between them: the only JSON field whose value is decimal text.</summary>
    private ArenaRange ReadScalar(ref JsonCursor json, ByteArena arena)
    {
        long start = json.Position;
        if (!JsonValue.TryReadText(ref json, context, out ReadOnlySpan<byte> text) || !IsDecimal(text))
            context.ThrowAt(ref json, start, "a decimal number as text is expected");
        return arena.Append(text);
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > MaxScalarLength) return false;
        int point = text.IndexOf((byte)'.');
        if (point == 0 || point == text.Length - 1) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (i != point && !char.IsAsciiDigit((char)text[i])) return false;
        }

        return true;
    }
}
