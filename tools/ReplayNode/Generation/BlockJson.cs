using System.Buffers;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Writes a block's records as the result of <c>eth_getBlockByNumber(n, true)</c>, as geth orders its fields.</summary>
internal static class BlockJson
{
    internal static void Write(IBufferWriter<byte> output, BlockData block)
    {
        using var json = new RpcJson(output);
        ref readonly BlockHeader header = ref block.Header;
        json.BeginObject();
        json.Quantity("baseFeePerGas"u8, header.BaseFeePerGas);
        json.Quantity("blobGasUsed"u8, header.BlobGasUsed);
        json.Quantity("difficulty"u8, header.Difficulty);
        json.Quantity("excessBlobGas"u8, header.ExcessBlobGas);
        json.Data("extraData"u8, block.Arena.GetSpan(header.ExtraData));
        json.Quantity("gasLimit"u8, header.GasLimit);
        json.Quantity("gasUsed"u8, header.GasUsed);
        json.Data("hash"u8, header.Hash.Bytes);
        json.Data("logsBloom"u8, block.Arena.GetSpan(header.LogsBloom));
        json.Data("miner"u8, header.Miner.Bytes);
        json.Data("mixHash"u8, header.MixHash.Bytes);
        json.Data("nonce"u8, block.Arena.GetSpan(header.Nonce));
        json.Quantity("number"u8, header.Number);
        json.Data("parentBeaconBlockRoot"u8, header.ParentBeaconBlockRoot.Bytes);
        json.Data("parentHash"u8, header.ParentHash.Bytes);
        json.Data("receiptsRoot"u8, header.ReceiptsRoot.Bytes);
        json.Data("requestsHash"u8, header.RequestsHash.Bytes);
        json.Data("sha3Uncles"u8, header.Sha3Uncles.Bytes);
        json.Quantity("size"u8, header.Size);
        json.Data("stateRoot"u8, header.StateRoot.Bytes);
        json.Quantity("timestamp"u8, header.Timestamp);
        json.BeginArray("transactions"u8);
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
            WriteTransaction(json, block, in transaction);
        json.EndArray();
        json.Data("transactionsRoot"u8, header.TransactionsRoot.Bytes);
        json.BeginArray("uncles"u8);
        json.EndArray();
        WriteWithdrawals(json, block);
        json.Data("withdrawalsRoot"u8, header.WithdrawalsRoot.Bytes);
        json.EndObject();
    }

    private static void WriteTransaction(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        json.BeginObject();
        json.Data("blockHash"u8, block.Header.Hash.Bytes);
        json.Quantity("blockNumber"u8, block.Header.Number);
        json.Data("from"u8, transaction.From.Bytes);
        json.Quantity("gas"u8, transaction.Gas);
        json.Quantity("gasPrice"u8, transaction.GasPrice);
        if (transaction.Type >= TransactionType.DynamicFee)
        {
            json.Quantity("maxFeePerGas"u8, transaction.MaxFeePerGas);
            json.Quantity("maxPriorityFeePerGas"u8, transaction.MaxPriorityFeePerGas);
        }

        if (transaction.Type == TransactionType.Blob) json.Quantity("maxFeePerBlobGas"u8, transaction.MaxFeePerBlobGas);
        json.Data("hash"u8, transaction.Hash.Bytes);
        json.Data("input"u8, block.Arena.GetSpan(transaction.Input));
        json.Quantity("nonce"u8, transaction.Nonce);
        if (transaction.Has(TransactionFields.To))
            json.Data("to"u8, transaction.To.Bytes);
        else
            json.Null("to"u8);
        json.Quantity("transactionIndex"u8, transaction.Index);
        json.Quantity("value"u8, transaction.Value);
        json.Quantity("type"u8, transaction.Type);
        WriteLists(json, block, in transaction);
        if (transaction.Has(TransactionFields.ChainId)) json.Quantity("chainId"u8, transaction.ChainId);
        json.Quantity("v"u8, transaction.V);
        json.Quantity("r"u8, transaction.R);
        json.Quantity("s"u8, transaction.S);
        if (transaction.Has(TransactionFields.YParity)) json.Quantity("yParity"u8, transaction.YParity);
        json.EndObject();
    }

    private static void WriteLists(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        if (transaction.Has(TransactionFields.AccessList)) WriteAccessList(json, block, in transaction);
        if (transaction.Has(TransactionFields.BlobVersionedHashes))
            json.Words("blobVersionedHashes"u8, block.Arena.GetSpan(transaction.BlobVersionedHashes));
        if (transaction.Has(TransactionFields.AuthorizationList)) WriteAuthorizations(json, block, in transaction);
    }

    private static void WriteAccessList(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        json.BeginArray("accessList"u8);
        for (int i = 0; i < transaction.AccessListCount; i++)
        {
            ref readonly AccessListRecord entry = ref block.AccessList[transaction.AccessListStart + i];
            json.BeginObject();
            json.Data("address"u8, entry.Address.Bytes);
            json.Words("storageKeys"u8, block.Arena.GetSpan(entry.StorageKeys));
            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteAuthorizations(RpcJson json, BlockData block, in TransactionRecord transaction)
    {
        json.BeginArray("authorizationList"u8);
        for (int i = 0; i < transaction.AuthorizationCount; i++)
        {
            ref readonly AuthorizationRecord entry = ref block.Authorizations[transaction.AuthorizationStart + i];
            json.BeginObject();
            json.Quantity("chainId"u8, entry.ChainId);
            json.Data("address"u8, entry.Address.Bytes);
            json.Quantity("nonce"u8, entry.Nonce);
            json.Quantity("yParity"u8, entry.YParity);
            json.Quantity("r"u8, entry.R);
            json.Quantity("s"u8, entry.S);
            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteWithdrawals(RpcJson json, BlockData block)
    {
        json.BeginArray("withdrawals"u8);
        foreach (ref readonly WithdrawalRecord withdrawal in block.Withdrawals.Items)
        {
            json.BeginObject();
            json.Quantity("index"u8, withdrawal.Index);
            json.Quantity("validatorIndex"u8, withdrawal.ValidatorIndex);
            json.Data("address"u8, withdrawal.Address.Bytes);
            json.Quantity("amount"u8, withdrawal.Amount);
            json.EndObject();
        }

        json.EndArray();
    }
}
