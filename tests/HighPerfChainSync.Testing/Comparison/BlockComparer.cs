using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing.Comparison;

/// <summary>Walks a node's answer value by value and finds each in the decoded records, so that no field is lost on the way.</summary>
public sealed class BlockComparer
{
    private readonly BlockData _block;
    private readonly JsonExpect _expect;
    private readonly TransactionComparer _transactions;
    private readonly ReceiptComparer _receipts;
    private readonly SortedDictionary<string, long> _unknown = new(StringComparer.Ordinal);

    /// <summary>Creates a comparer for a decoded block.</summary>
    /// <param name="block">What the decoder made.</param>
    /// <param name="name">What the JSON is called in a failure.</param>
    public BlockComparer(BlockData block, string name)
    {
        _block = block;
        Name = name;
        _expect = new JsonExpect(block);
        _transactions = new TransactionComparer(block, _expect, this);
        _receipts = new ReceiptComparer(block, _expect, this);
    }

    /// <summary>What the JSON is called in a failure.</summary>
    public string Name { get; }

    /// <summary>Fields of the JSON that no record has, as the decoder should have counted them.</summary>
    public IReadOnlyDictionary<string, long> Unknown => _unknown;

    /// <summary>Compares the result of <c>eth_getBlockByNumber(n, true)</c>.</summary>
    public void CompareBlock(JsonElement json)
    {
        HeaderFields present = HeaderFields.None;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            _expect.Path = $"{Name} {property.Name}";
            present |= CompareField(property.Name, property.Value);
        }

        _expect.Path = $"{Name} present";
        _expect.Flags(present, _block.Header.Present);
    }

    /// <summary>Compares the result of <c>eth_getBlockReceipts</c>.</summary>
    public void CompareReceipts(JsonElement json) => _receipts.Compare(json);

    internal void CountUnknown(string scope, string field) =>
        _unknown[$"{scope}.{field}"] = _unknown.GetValueOrDefault($"{scope}.{field}") + 1;

    private HeaderFields CompareField(string name, JsonElement json)
    {
        ref BlockHeader header = ref _block.Header;
        bool isNull = json.ValueKind == JsonValueKind.Null;
        switch (name)
        {
            case "number": _expect.Number(json, header.Number); return HeaderFields.None;
            case "hash": _expect.Hash(json, header.Hash); return HeaderFields.None;
            case "parentHash": _expect.Hash(json, header.ParentHash); return HeaderFields.None;
            case "timestamp": _expect.Number(json, header.Timestamp); return HeaderFields.None;
            case "transactions": _transactions.Compare(json); return HeaderFields.None;
            case "balHash": name = "blockAccessListHash"; break;
        }

        if (!Enum.TryParse(name, ignoreCase: true, out HeaderFields field))
        {
            CountUnknown("block", name);
            return HeaderFields.None;
        }

        if (isNull) return HeaderFields.None;
        CompareOptional(field, json, in header);
        return field;
    }

    private void CompareOptional(HeaderFields field, JsonElement json, in BlockHeader header)
    {
        switch (field)
        {
            case HeaderFields.Nonce: _expect.Data(json, header.Nonce); break;
            case HeaderFields.MixHash: _expect.Hash(json, header.MixHash); break;
            case HeaderFields.Sha3Uncles: _expect.Hash(json, header.Sha3Uncles); break;
            case HeaderFields.LogsBloom: _expect.Data(json, header.LogsBloom); break;
            case HeaderFields.TransactionsRoot: _expect.Hash(json, header.TransactionsRoot); break;
            case HeaderFields.StateRoot: _expect.Hash(json, header.StateRoot); break;
            case HeaderFields.ReceiptsRoot: _expect.Hash(json, header.ReceiptsRoot); break;
            case HeaderFields.Miner: _expect.Address(json, header.Miner); break;
            case HeaderFields.Difficulty: _expect.Number(json, header.Difficulty); break;
            case HeaderFields.TotalDifficulty: _expect.Number(json, header.TotalDifficulty); break;
            case HeaderFields.Size: _expect.Number(json, header.Size); break;
            case HeaderFields.ExtraData: _expect.Data(json, header.ExtraData); break;
            case HeaderFields.BaseFeePerGas: _expect.Number(json, header.BaseFeePerGas); break;
            case HeaderFields.WithdrawalsRoot: _expect.Hash(json, header.WithdrawalsRoot); break;
            case HeaderFields.Withdrawals: CompareWithdrawals(json); break;
            case HeaderFields.BlobGasUsed: _expect.Number(json, header.BlobGasUsed); break;
            case HeaderFields.ExcessBlobGas: _expect.Number(json, header.ExcessBlobGas); break;
            case HeaderFields.ParentBeaconBlockRoot: _expect.Hash(json, header.ParentBeaconBlockRoot); break;
            case HeaderFields.RequestsHash: _expect.Hash(json, header.RequestsHash); break;
            case HeaderFields.BlockAccessListHash: _expect.Hash(json, header.BlockAccessListHash); break;
            case HeaderFields.SlotNumber: _expect.Number(json, header.SlotNumber); break;
            case HeaderFields.Uncles: _expect.Words(json, header.Uncles); break;
            case HeaderFields.GasLimit: _expect.Number(json, header.GasLimit); break;
            case HeaderFields.GasUsed: _expect.Number(json, header.GasUsed); break;
            default: throw new InvalidOperationException($"{field} is compared nowhere.");
        }
    }

    private void CompareWithdrawals(JsonElement json)
    {
        _expect.Count(json.GetArrayLength(), _block.Withdrawals.Count);
        for (int i = 0; i < _block.Withdrawals.Count; i++)
        {
            WithdrawalRecord withdrawal = _block.Withdrawals[i];
            foreach (JsonProperty property in json[i].EnumerateObject())
            {
                _expect.Path = $"{Name} withdrawals[{i}].{property.Name}";
                switch (property.Name)
                {
                    case "index": _expect.Number(property.Value, withdrawal.Index); break;
                    case "validatorIndex": _expect.Number(property.Value, withdrawal.ValidatorIndex); break;
                    case "address": _expect.Address(property.Value, withdrawal.Address); break;
                    case "amount": _expect.Number(property.Value, withdrawal.Amount); break;
                    default: CountUnknown("withdrawal", property.Name); break;
                }
            }
        }
    }
}
