using System.Text.Json;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using Xunit;

namespace HighPerfChainSync.Testing.Comparison;

/// <summary>Finds the values of receipt and log objects in the records.</summary>
internal sealed class ReceiptComparer(BlockData block, JsonExpect expect, BlockComparer owner)
{
    private const TransactionFields ReceiptOnly = ~(TransactionFields)((1UL << 20) - 1);

    public void Compare(JsonElement json)
    {
        expect.Path = $"{owner.Name} receipts";
        expect.Count(block.Transactions.Count, json.GetArrayLength());
        int logs = 0;
        var joined = new HashSet<int>();
        foreach (JsonElement receipt in json.EnumerateArray())
        {
            int ordinal = OrdinalOf(receipt);
            Assert.True(joined.Add(ordinal), $"{owner.Name}: receipt of {ordinal} found twice");
            CompareReceipt(receipt, ordinal);
            logs += receipt.GetProperty("logs").GetArrayLength();
        }

        expect.Count(logs, block.Logs.Count);
    }

    private int OrdinalOf(JsonElement receipt)
    {
        var hash = Hash256.Parse(receipt.GetProperty("transactionHash").GetString()!);
        for (int i = 0; i < block.Transactions.Count; i++)
        {
            if (block.Transactions[i].Hash == hash) return i;
        }

        throw new InvalidOperationException($"{owner.Name}: no transaction {hash}.");
    }

    private void CompareReceipt(JsonElement json, int ordinal)
    {
        TransactionFields present = TransactionFields.Receipt;
        RollupFields rollup = RollupFields.None;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            expect.Path = $"{owner.Name} receipt of {ordinal}, {property.Name}";
            CompareField(ordinal, property.Name, property.Value, ref present, ref rollup);
        }

        expect.Path = $"{owner.Name} receipt of {ordinal}, present";
        TransactionRecord transaction = block.Transactions[ordinal];
        expect.Flags(present, transaction.Present & ReceiptOnly);
        const RollupFields Shared = RollupFields.SourceHash | RollupFields.Mint | RollupFields.IsSystemTx | RollupFields.DepositReceiptVersion;
        RollupFields actual = transaction.RollupIndex < 0 ? RollupFields.None : block.Rollup[transaction.RollupIndex].Present;
        expect.Flags(rollup & ~Shared, actual & ~Shared);
    }

    private void CompareField(int ordinal, string name, JsonElement json, ref TransactionFields present, ref RollupFields rollup)
    {
        TransactionRecord transaction = block.Transactions[ordinal];
        bool isNull = json.ValueKind == JsonValueKind.Null;
        switch (name)
        {
            case "transactionHash": expect.Hash(json, transaction.Hash); return;
            case "transactionIndex": expect.Number(json, transaction.Index); return;
            case "blockHash": expect.Hash(json, block.Header.Hash); return;
            case "blockNumber": expect.Number(json, block.Header.Number); return;
            case "from": expect.Address(json, transaction.From); return;
            case "to" when isNull: return;
            case "to": expect.Address(json, transaction.To); return;
            case "logs": CompareLogs(json, in transaction, ordinal); return;
            case "root" when json.ValueEquals("0x"): present |= TransactionFields.EmptyRoot; return;
            case "effectiveGasPrice" when isNull || json.ValueEquals("") || json.ValueEquals("0x"): return;
        }

        if (FieldOf(name) is TransactionFields field and not TransactionFields.None)
        {
            if (isNull) return;
            present |= field;
            CompareOptional(field, json, in transaction);
        }
        else if (Enum.TryParse(name, ignoreCase: true, out RollupFields extra) && extra > RollupFields.IsSystemTx)
        {
            if (isNull) return;
            rollup |= extra;
            CompareRollup(extra, json, block.Rollup[transaction.RollupIndex]);
        }
        else
        {
            owner.CountUnknown("receipt", name);
        }
    }

    private static TransactionFields FieldOf(string name) => name switch
    {
        "type" => TransactionFields.ReceiptType,
        "status" => TransactionFields.Status,
        "root" => TransactionFields.Root,
        "contractAddress" => TransactionFields.ContractAddress,
        "effectiveGasPrice" => TransactionFields.EffectiveGasPrice,
        "logsBloom" => TransactionFields.ReceiptBloom,
        "blobGasUsed" => TransactionFields.ReceiptBlobGasUsed,
        "blobGasPrice" => TransactionFields.ReceiptBlobGasPrice,
        "cumulativeGasUsed" => TransactionFields.CumulativeGasUsed,
        "gasUsed" => TransactionFields.ReceiptGasUsed,
        _ => TransactionFields.None,
    };

    private void CompareOptional(TransactionFields field, JsonElement json, in TransactionRecord transaction)
    {
        switch (field)
        {
            case TransactionFields.ReceiptType: expect.Number(json, transaction.ReceiptType); break;
            case TransactionFields.Status: expect.Number(json, transaction.Status); break;
            case TransactionFields.Root: expect.Hash(json, transaction.Root); break;
            case TransactionFields.ContractAddress: expect.Address(json, transaction.ContractAddress); break;
            case TransactionFields.EffectiveGasPrice: expect.Number(json, transaction.EffectiveGasPrice); break;
            case TransactionFields.ReceiptBloom: expect.Data(json, transaction.ReceiptBloom); break;
            case TransactionFields.ReceiptBlobGasUsed: expect.Number(json, transaction.BlobGasUsed); break;
            case TransactionFields.ReceiptBlobGasPrice: expect.Number(json, transaction.BlobGasPrice); break;
            case TransactionFields.CumulativeGasUsed: expect.Number(json, transaction.CumulativeGasUsed); break;
            case TransactionFields.ReceiptGasUsed: expect.Number(json, transaction.GasUsed); break;
            default: throw new InvalidOperationException($"{field} is compared nowhere.");
        }
    }

    private void CompareRollup(RollupFields field, JsonElement json, RollupRecord rollup)
    {
        switch (field)
        {
            case RollupFields.DepositNonce: expect.Number(json, rollup.DepositNonce); break;
            case RollupFields.DepositReceiptVersion: expect.Number(json, rollup.DepositReceiptVersion); break;
            case RollupFields.L1Fee: expect.Number(json, rollup.L1Fee); break;
            case RollupFields.L1GasUsed: expect.Number(json, rollup.L1GasUsed); break;
            case RollupFields.L1GasPrice: expect.Number(json, rollup.L1GasPrice); break;
            case RollupFields.L1FeeScalar: expect.Ascii(json, rollup.L1FeeScalar); break;
            case RollupFields.L1BlobBaseFee: expect.Number(json, rollup.L1BlobBaseFee); break;
            case RollupFields.L1BaseFeeScalar: expect.Number(json, rollup.L1BaseFeeScalar); break;
            case RollupFields.L1BlobBaseFeeScalar: expect.Number(json, rollup.L1BlobBaseFeeScalar); break;
            case RollupFields.OperatorFeeScalar: expect.Number(json, rollup.OperatorFeeScalar); break;
            case RollupFields.OperatorFeeConstant: expect.Number(json, rollup.OperatorFeeConstant); break;
            default: throw new InvalidOperationException($"{field} is compared nowhere.");
        }
    }

    private void CompareLogs(JsonElement json, in TransactionRecord transaction, int ordinal)
    {
        expect.Count(json.GetArrayLength(), transaction.LogCount);
        for (int i = 0; i < transaction.LogCount; i++)
        {
            LogRecord log = block.Logs[transaction.LogStart + i];
            expect.Count(ordinal, log.TransactionOrdinal);
            foreach (JsonProperty property in json[i].EnumerateObject())
            {
                expect.Path = $"{owner.Name} receipt of {ordinal}, logs[{i}].{property.Name}";
                CompareLogField(property.Name, property.Value, in log, in transaction);
            }
        }
    }

    private void CompareLogField(string name, JsonElement json, in LogRecord log, in TransactionRecord transaction)
    {
        switch (name)
        {
            case "address": expect.Address(json, log.Address); break;
            case "data": expect.Data(json, log.Data); break;
            case "logIndex": expect.Number(json, log.LogIndex); break;
            case "transactionIndex": expect.Number(json, log.TransactionIndex); break;
            case "transactionHash": expect.Hash(json, transaction.Hash); break;
            case "blockHash": expect.Hash(json, block.Header.Hash); break;
            case "blockNumber": expect.Number(json, block.Header.Number); break;
            case "blockTimestamp": expect.Number(json, block.Header.Timestamp); break;
            case "removed" when json.ValueKind == JsonValueKind.Null: break;
            case "removed": expect.Boolean(json, log.Removed); break;
            case "topics":
                expect.Count(json.GetArrayLength(), log.TopicCount);
                ReadOnlySpan<Hash256> topics = [log.Topic0, log.Topic1, log.Topic2, log.Topic3];
                for (int i = 0; i < log.TopicCount; i++) expect.Hash(json[i], topics[i]);
                break;
            default: owner.CountUnknown("log", name); break;
        }
    }
}
