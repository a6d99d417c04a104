using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>A second, slow implementation of the JSON records, made from the node's JSON and nothing else, to hold the encoder against.</summary>
internal static class ReferenceRecords
{
    private const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    /// <summary>The records of a block in the order of the stream.</summary>
    /// <param name="block">The result of <c>eth_getBlockByNumber(n, true)</c>.</param>
    /// <param name="receipts">Its receipts in block order.</param>
    public static List<(Entity Entity, string Text)> Make(JsonElement block, IReadOnlyList<JsonElement> receipts)
    {
        var records = new List<(Entity, string)> { (Entity.Block, Block(block)) };
        var byHash = receipts.ToDictionary(receipt => Data(receipt, "transactionHash"));
        JsonElement[] transactions = Items(block, "transactions");
        records.AddRange(transactions.Select(transaction => (Entity.Transaction, Transaction(block, transaction, byHash[Data(transaction, "hash")]))));
        JsonElement[] logs = [.. transactions.SelectMany(transaction => Items(byHash[Data(transaction, "hash")], "logs"))];
        records.AddRange(logs.Select(log => (Entity.Log, Log(block, log))));
        records.AddRange(logs.Select(log => (Entity.TokenTransfer, Transfer(block, log))).Where(pair => pair.Item2.Length > 0));
        return records;
    }

    private static string Block(JsonElement block) => ReferenceJson.Object(
        ("type", "\"block\""),
        ("number", Number(block, "number")),
        ("hash", Data(block, "hash")),
        ("parent_hash", Data(block, "parentHash")),
        ("nonce", Data(block, "nonce")),
        ("sha3_uncles", Data(block, "sha3Uncles")),
        ("logs_bloom", Data(block, "logsBloom")),
        ("transactions_root", Data(block, "transactionsRoot")),
        ("state_root", Data(block, "stateRoot")),
        ("receipts_root", Data(block, "receiptsRoot")),
        ("miner", Data(block, "miner")),
        ("difficulty", Number(block, "difficulty")),
        ("total_difficulty", Number(block, "totalDifficulty")),
        ("size", Number(block, "size")),
        ("extra_data", Data(block, "extraData")),
        ("gas_limit", Number(block, "gasLimit")),
        ("gas_used", Number(block, "gasUsed")),
        ("timestamp", Number(block, "timestamp")),
        ("transaction_count", ReferenceJson.Count(Items(block, "transactions").Length)),
        ("base_fee_per_gas", Number(block, "baseFeePerGas")),
        ("withdrawals_root", Data(block, "withdrawalsRoot")),
        ("withdrawals", ReferenceJson.Array(Items(block, "withdrawals").Select(Withdrawal))),
        ("blob_gas_used", Number(block, "blobGasUsed")),
        ("excess_blob_gas", Number(block, "excessBlobGas")),
        ("item_id", ReferenceJson.Id("block", Data(block, "hash"))),
        ("item_timestamp", ReferenceJson.Time(Number(block, "timestamp"))));

    private static string Withdrawal(JsonElement withdrawal) => ReferenceJson.Object(
        ("index", Number(withdrawal, "index")),
        ("validator_index", Number(withdrawal, "validatorIndex")),
        ("address", Data(withdrawal, "address")),
        ("amount", Number(withdrawal, "amount")));

    private static string Transaction(JsonElement block, JsonElement transaction, JsonElement receipt) => ReferenceJson.Object(
        ("type", "\"transaction\""),
        ("hash", Data(transaction, "hash")),
        ("nonce", Number(transaction, "nonce")),
        ("transaction_index", Number(transaction, "transactionIndex")),
        ("from_address", Data(transaction, "from")),
        ("to_address", Data(transaction, "to")),
        ("value", Number(transaction, "value")),
        ("gas", Number(transaction, "gas")),
        ("gas_price", Number(transaction, "gasPrice")),
        ("input", Data(transaction, "input")),
        ("block_timestamp", Number(block, "timestamp")),
        ("block_number", Number(block, "number")),
        ("block_hash", Data(block, "hash")),
        ("max_fee_per_gas", Number(transaction, "maxFeePerGas")),
        ("max_priority_fee_per_gas", Number(transaction, "maxPriorityFeePerGas")),
        ("transaction_type", Number(transaction, "type")),
        ("max_fee_per_blob_gas", Number(transaction, "maxFeePerBlobGas")),
        ("blob_versioned_hashes", ReferenceJson.Array(Items(transaction, "blobVersionedHashes").Select(ReferenceJson.Data))),
        ("receipt_cumulative_gas_used", Number(receipt, "cumulativeGasUsed")),
        ("receipt_gas_used", Number(receipt, "gasUsed")),
        ("receipt_contract_address", Data(receipt, "contractAddress")),
        ("receipt_root", Data(receipt, "root")),
        ("receipt_status", Number(receipt, "status")),
        ("receipt_effective_gas_price", Number(receipt, "effectiveGasPrice")),
        ("receipt_l1_fee", Number(receipt, "l1Fee")),
        ("receipt_l1_gas_used", Number(receipt, "l1GasUsed")),
        ("receipt_l1_gas_price", Number(receipt, "l1GasPrice")),
        ("receipt_l1_fee_scalar", ReferenceJson.Fraction(Member(receipt, "l1FeeScalar"))),
        ("receipt_blob_gas_price", Number(receipt, "blobGasPrice")),
        ("receipt_blob_gas_used", Number(receipt, "blobGasUsed")),
        ("item_id", ReferenceJson.Id("transaction", Data(transaction, "hash"))),
        ("item_timestamp", ReferenceJson.Time(Number(block, "timestamp"))));

    private static string Log(JsonElement block, JsonElement log) => ReferenceJson.Object(
        ("type", "\"log\""),
        ("log_index", Number(log, "logIndex")),
        ("transaction_hash", Data(log, "transactionHash")),
        ("transaction_index", Number(log, "transactionIndex")),
        ("address", Data(log, "address")),
        ("data", Data(log, "data")),
        ("topics", ReferenceJson.Array(Items(log, "topics").Select(ReferenceJson.Data))),
        ("block_number", Number(block, "number")),
        ("block_timestamp", Number(block, "timestamp")),
        ("block_hash", Data(block, "hash")),
        ("item_id", ReferenceJson.Id("log", Data(log, "transactionHash"), Number(log, "logIndex"))),
        ("item_timestamp", ReferenceJson.Time(Number(block, "timestamp"))));

    /// <summary>Empty when the log is no transfer.</summary>
    private static string Transfer(JsonElement block, JsonElement log)
    {
        string[] topics = [.. Items(log, "topics").Select(topic => topic.GetString()!.ToLowerInvariant())];
        if (topics.Length == 0 || topics[0] != TransferTopic) return "";
        string data = log.GetProperty("data").GetString()!.ToLowerInvariant()[2..];
        string[] words = [.. topics.Select(topic => topic[2..]), .. data.Chunk(64).Select(chunk => new string(chunk))];
        if (words.Length != 4) return "";
        return ReferenceJson.Object(
            ("type", "\"token_transfer\""),
            ("token_address", Data(log, "address")),
            ("from_address", $"\"0x{words[1][^40..]}\""),
            ("to_address", $"\"0x{words[2][^40..]}\""),
            ("value", ReferenceJson.Decimal("0x" + words[3])),
            ("transaction_hash", Data(log, "transactionHash")),
            ("log_index", Number(log, "logIndex")),
            ("block_number", Number(block, "number")),
            ("block_timestamp", Number(block, "timestamp")),
            ("block_hash", Data(block, "hash")),
            ("item_id", ReferenceJson.Id("token_transfer", Data(log, "transactionHash"), Number(log, "logIndex"))),
            ("item_timestamp", ReferenceJson.Time(Number(block, "timestamp"))));
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Data(JsonElement parent, string name) => Member(parent, name) is { } value ? ReferenceJson.Data(value) : "null";

    private static string Number(JsonElement parent, string name) =>
        Member(parent, name) is { } value ? ReferenceJson.Decimal(value.GetString()!) : "null";

    private static JsonElement[] Items(JsonElement parent, string name) =>
        Member(parent, name) is { } value ? [.. value.EnumerateArray()] : [];
}
