using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes the transactions of a block.</summary>
internal sealed class TransactionDecoder(DecodeContext context)
{
    /// <summary>OP Stack deposits: some nodes leave out their nonce, since it is in the receipt.</summary>
    private const ulong DepositType = 0x7e;

    private static readonly FieldTable<TransactionField> s_fields = new("transaction",
    [
        new("hash", TransactionField.Hash, Required: true),
        new("from", TransactionField.From, Required: true),
        new("transactionIndex", TransactionField.Index, Required: true),
        new("gas", TransactionField.Gas, Required: true),
        new("value", TransactionField.Value, Required: true),
        new("input", TransactionField.Input, Required: true),
        new("blockHash", TransactionField.BlockHash, Required: true),
        new("blockNumber", TransactionField.BlockNumber, Required: true),
        new("nonce", TransactionField.Nonce),
        new("to", TransactionField.To),
        new("type", TransactionField.Type),
        new("gasPrice", TransactionField.GasPrice),
        new("maxFeePerGas", TransactionField.MaxFeePerGas),
        new("maxPriorityFeePerGas", TransactionField.MaxPriorityFeePerGas),
        new("maxFeePerBlobGas", TransactionField.MaxFeePerBlobGas),
        new("chainId", TransactionField.ChainId),
        new("v", TransactionField.V),
        new("r", TransactionField.R),
        new("s", TransactionField.S),
        new("yParity", TransactionField.YParity),
        new("accessList", TransactionField.AccessList),
        new("blobVersionedHashes", TransactionField.BlobVersionedHashes),
        new("authorizationList", TransactionField.AuthorizationList),
        new("blockTimestamp", TransactionField.BlockTimestamp),
        new("sourceHash", TransactionField.SourceHash),
        new("mint", TransactionField.Mint),
        new("isSystemTx", TransactionField.IsSystemTx),
        new("depositReceiptVersion", TransactionField.DepositReceiptVersion),
    ]) { WhenUnknown = BlockFindings.UnknownTransactionField };

    private readonly FieldOrder<TransactionField> _fields = new(s_fields);
    private readonly AccessListDecoder _accessLists = new(context);
    private readonly AuthorizationDecoder _authorizations = new(context);

    public void DecodeAll(ref JsonCursor json, BlockData block, ref BlockClaims claims)
    {
        context.EnterArray(ref json);
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            if (json.Peek() == '"') context.Throw(ref json, "a whole transaction is expected");
            Decode(ref json, block, ref claims);
            if (block.Transactions[i].Index != (uint)i) block.Findings |= BlockFindings.TransactionIndex;
        }
    }

    private void Decode(ref JsonCursor json, BlockData block, ref BlockClaims claims)
    {
        ref TransactionRecord transaction = ref block.Transactions.Add();
        transaction.RollupIndex = -1;
        bool hasNonce = false;
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out TransactionField field))
        {
            switch (field)
            {
                case TransactionField.Hash:
                    transaction.Hash = JsonValue.ReadHash(ref json, context);
                    break;
                case TransactionField.From:
                    transaction.From = JsonValue.ReadAddress(ref json, context);
                    break;
                case TransactionField.To:
                    transaction.To = JsonValue.ReadAddress(ref json, context);
                    transaction.Present |= TransactionFields.To;
                    break;
                case TransactionField.Nonce:
                    transaction.Nonce = JsonValue.ReadUInt64(ref json, context);
                    hasNonce = true;
                    break;
                case TransactionField.Index:
                    transaction.Index = JsonValue.ReadUInt32(ref json, context);
                    break;
                case TransactionField.Gas:
                    transaction.Gas = JsonValue.ReadUInt64(ref json, context);
                    break;
                case TransactionField.Value:
                    transaction.Value = JsonValue.ReadUInt256(ref json, context);
                    break;
                case TransactionField.Input:
                    transaction.Input = DataReader.Read(ref json, context, block.Arena);
                    break;
                case TransactionField.BlockHash:
                    claims.Hash.Add(JsonValue.ReadHash(ref json, context));
                    break;
                case TransactionField.BlockNumber:
                    claims.Number.Add(JsonValue.ReadUInt64(ref json, context));
                    break;
                case TransactionField.BlockTimestamp:
                    claims.Timestamp.Add(JsonValue.ReadUInt64(ref json, context));
                    transaction.Present |= TransactionFields.BlockTimestamp;
                    break;
                case TransactionField.AccessList:
                    _accessLists.DecodeAll(ref json, block, ref transaction);
                    break;
                case TransactionField.BlobVersionedHashes:
                    transaction.BlobVersionedHashes = DataReader.ReadWords(ref json, context, block.Arena);
                    transaction.Present |= TransactionFields.BlobVersionedHashes;
                    break;
                case TransactionField.AuthorizationList:
                    _authorizations.DecodeAll(ref json, block, ref transaction);
                    break;
                case >= TransactionField.SourceHash:
                    ReadDeposit(ref json, ref RollupOf(ref transaction, block), field);
                    break;
                default:
                    ReadNumber(ref json, ref transaction, field);
                    break;
            }
        }

        if (!hasNonce && transaction.Type != DepositType) context.ThrowMissing("nonce");
        context.Leave();
    }

    private static ref RollupRecord RollupOf(ref TransactionRecord transaction, BlockData block)
    {
        if (transaction.RollupIndex >= 0) return ref block.Rollup[transaction.RollupIndex];
        transaction.RollupIndex = block.Rollup.Count;
        return ref block.Rollup.Add();
    }

    private void ReadDeposit(ref JsonCursor json, ref RollupRecord rollup, TransactionField field)
    {
        switch (field)
        {
            case TransactionField.SourceHash:
                rollup.SourceHash = JsonValue.ReadHash(ref json, context);
                rollup.Present |= RollupFields.SourceHash;
                break;
            case TransactionField.Mint:
                rollup.Mint = JsonValue.ReadUInt256(ref json, context);
                rollup.Present |= RollupFields.Mint;
                break;
            case TransactionField.IsSystemTx:
                rollup.IsSystemTx = JsonValue.ReadBoolean(ref json, context);
                rollup.Present |= RollupFields.IsSystemTx;
                break;
            case TransactionField.DepositReceiptVersion:
                rollup.DepositReceiptVersion = JsonValue.ReadUInt64(ref json, context);
                rollup.Present |= RollupFields.DepositReceiptVersion;
                break;
        }
    }

    private void ReadNumber(ref JsonCursor json, ref TransactionRecord transaction, TransactionField field)
    {
        switch (field)
        {
            case TransactionField.Type:
                transaction.Type = JsonValue.ReadUInt64(ref json, context);
                transaction.Present |= TransactionFields.Type;
                break;
            case TransactionField.GasPrice:
                transaction.GasPrice = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.GasPrice;
                break;
            case TransactionField.MaxFeePerGas:
                transaction.MaxFeePerGas = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.MaxFeePerGas;
                break;
            case TransactionField.MaxPriorityFeePerGas:
                transaction.MaxPriorityFeePerGas = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.MaxPriorityFeePerGas;
                break;
            case TransactionField.MaxFeePerBlobGas:
                transaction.MaxFeePerBlobGas = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.MaxFeePerBlobGas;
                break;
            case TransactionField.ChainId:
                transaction.ChainId = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.ChainId;
                break;
            case TransactionField.V:
                transaction.V = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.V;
                break;
            case TransactionField.R:
                transaction.R = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.R;
                break;
            case TransactionField.S:
                transaction.S = JsonValue.ReadUInt256(ref json, context);
                transaction.Present |= TransactionFields.S;
                break;
            case TransactionField.YParity:
                transaction.YParity = JsonValue.ReadUInt64(ref json, context);
                transaction.Present |= TransactionFields.YParity;
                break;
        }
    }
}
