using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing.Comparison;

/// <summary>Finds the values of transaction objects in the records.</summary>
internal sealed class TransactionComparer(BlockData block, JsonExpect expect, BlockComparer owner)
{
    private const TransactionFields TransactionOnly = (TransactionFields)((1UL << 20) - 1);
    private const RollupFields DepositOnly = RollupFields.SourceHash | RollupFields.Mint | RollupFields.IsSystemTx;

    public void Compare(JsonElement json)
    {
        expect.Count(json.GetArrayLength(), block.Transactions.Count);
        for (int i = 0; i < block.Transactions.Count; i++)
        {
            TransactionFields present = TransactionFields.None;
            RollupFields rollup = RollupFields.None;
            foreach (JsonProperty property in json[i].EnumerateObject())
            {
                expect.Path = $"{owner.Name} transactions[{i}].{property.Name}";
                CompareField(i, property.Name, property.Value, ref present, ref rollup);
            }

            expect.Path = $"{owner.Name} transactions[{i}] present";
            expect.Flags(present, block.Transactions[i].Present & TransactionOnly);
            int index = block.Transactions[i].RollupIndex;
            expect.Flags(rollup, index < 0 ? RollupFields.None : block.Rollup[index].Present & DepositOnly);
        }
    }

    private void CompareField(int index, string name, JsonElement json, ref TransactionFields present, ref RollupFields rollup)
    {
        TransactionRecord transaction = block.Transactions[index];
        switch (name)
        {
            case "hash": expect.Hash(json, transaction.Hash); return;
            case "from": expect.Address(json, transaction.From); return;
            case "nonce": expect.Number(json, transaction.Nonce); return;
            case "transactionIndex": expect.Number(json, transaction.Index); return;
            case "gas": expect.Number(json, transaction.Gas); return;
            case "value": expect.Number(json, transaction.Value); return;
            case "input": expect.Data(json, transaction.Input); return;
            case "blockHash":
                if (!block.Findings.HasFlag(BlockFindings.TransactionBlockHash)) expect.Hash(json, block.Header.Hash);
                return;
            case "blockNumber": expect.Number(json, block.Header.Number); return;
        }

        if (Enum.TryParse(name, ignoreCase: true, out RollupFields deposit)
            && (deposit & (DepositOnly | RollupFields.DepositReceiptVersion)) != 0)
        {
            if (json.ValueKind == JsonValueKind.Null) return;
            rollup |= deposit & DepositOnly;
            CompareDeposit(deposit, json, block.Rollup[transaction.RollupIndex]);
        }
        else if (Enum.TryParse(name, ignoreCase: true, out TransactionFields field) && (field & TransactionOnly) != 0)
        {
            if (json.ValueKind == JsonValueKind.Null) return;
            present |= field;
            CompareOptional(field, json, in transaction);
        }
        else
        {
            owner.CountUnknown("transaction", name);
        }
    }

    private void CompareDeposit(RollupFields field, JsonElement json, RollupRecord rollup)
    {
        switch (field)
        {
            case RollupFields.SourceHash: expect.Hash(json, rollup.SourceHash); break;
            case RollupFields.Mint: expect.Number(json, rollup.Mint); break;
            case RollupFields.IsSystemTx: expect.Boolean(json, rollup.IsSystemTx); break;
            default: expect.Number(json, rollup.DepositReceiptVersion); break;
        }
    }

    private void CompareOptional(TransactionFields field, JsonElement json, in TransactionRecord transaction)
    {
        switch (field)
        {
            case TransactionFields.Type: expect.Number(json, transaction.Type); break;
            case TransactionFields.To: expect.Address(json, transaction.To); break;
            case TransactionFields.GasPrice: expect.Number(json, transaction.GasPrice); break;
            case TransactionFields.MaxFeePerGas: expect.Number(json, transaction.MaxFeePerGas); break;
            case TransactionFields.MaxPriorityFeePerGas: expect.Number(json, transaction.MaxPriorityFeePerGas); break;
            case TransactionFields.MaxFeePerBlobGas: expect.Number(json, transaction.MaxFeePerBlobGas); break;
            case TransactionFields.ChainId: expect.Number(json, transaction.ChainId); break;
            case TransactionFields.V: expect.Number(json, transaction.V); break;
            case TransactionFields.R: expect.Number(json, transaction.R); break;
            case TransactionFields.S: expect.Number(json, transaction.S); break;
            case TransactionFields.YParity: expect.Number(json, transaction.YParity); break;
            case TransactionFields.BlobVersionedHashes: expect.Words(json, transaction.BlobVersionedHashes); break;
            case TransactionFields.BlockTimestamp: expect.Number(json, block.Header.Timestamp); break;
            case TransactionFields.AccessList: CompareAccessList(json, in transaction); break;
            case TransactionFields.AuthorizationList: CompareAuthorizations(json, in transaction); break;
            default: throw new InvalidOperationException($"{field} is compared nowhere.");
        }
    }

    private void CompareAccessList(JsonElement json, in TransactionRecord transaction)
    {
        expect.Count(json.GetArrayLength(), transaction.AccessListCount);
        for (int i = 0; i < transaction.AccessListCount; i++)
        {
            AccessListRecord entry = block.AccessList[transaction.AccessListStart + i];
            foreach (JsonProperty property in json[i].EnumerateObject())
            {
                switch (property.Name)
                {
                    case "address": expect.Address(property.Value, entry.Address); break;
                    case "storageKeys" or "storage_keys": expect.Words(property.Value, entry.StorageKeys); break;
                    default: owner.CountUnknown("access list entry", property.Name); break;
                }
            }
        }
    }

    private void CompareAuthorizations(JsonElement json, in TransactionRecord transaction)
    {
        expect.Count(json.GetArrayLength(), transaction.AuthorizationCount);
        for (int i = 0; i < transaction.AuthorizationCount; i++)
            CompareAuthorization(json[i], in block.Authorizations[transaction.AuthorizationStart + i]);
    }

    private void CompareAuthorization(JsonElement json, in AuthorizationRecord authorization)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "chainId" or "chain_id": expect.Number(property.Value, authorization.ChainId); break;
                case "address": expect.Address(property.Value, authorization.Address); break;
                case "nonce": expect.Number(property.Value, authorization.Nonce); break;
                case "yParity" or "v": expect.Number(property.Value, authorization.YParity); break;
                case "odd_y_parity": expect.Boolean(property.Value, !authorization.YParity.IsZero); break;
                case "r": expect.Number(property.Value, authorization.R); break;
                case "s": expect.Number(property.Value, authorization.S); break;
                case "signature": CompareAuthorization(property.Value, in authorization); break;
                default: owner.CountUnknown("authorization", property.Name); break;
            }
        }
    }
}
