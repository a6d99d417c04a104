using System.Globalization;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.Testing;

/// <summary>A small invented block in which every known field has a value, with its receipts. Each call makes a new tree, to be changed at will.</summary>
public static class SampleJson
{
    /// <summary>Height of the block.</summary>
    public const ulong Number = 0x1234;

    /// <summary>Unix seconds of the block.</summary>
    public const ulong Timestamp = 0x65f1b057;

    /// <summary>Hash of <c>Transfer(address,address,uint256)</c>.</summary>
    public const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    /// <summary>Transactions in the block: types 0, 2, 3, 4 and 0x7e.</summary>
    public const int TransactionCount = 5;

    private static readonly int[] s_types = [0, 2, 3, 4, 0x7e];

    /// <summary>A hash that is different for each name.</summary>
    public static string Hash(string name) => "0x" + Digits(name, 64);

    /// <summary>An address that is different for each name.</summary>
    public static string Address(string name) => "0x" + Digits(name, 40);

    /// <summary>An address as a 32-byte word.</summary>
    public static string Word(string addressName) => "0x" + new string('0', 24) + Digits(addressName, 40);

    /// <summary>A number as a quantity.</summary>
    public static string Quantity(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The result of <c>eth_getBlockByNumber(n, true)</c>.</summary>
    public static JsonObject Block()
    {
        var transactions = new JsonArray();
        for (int i = 0; i < TransactionCount; i++) transactions.Add(Transaction(i));
        return new JsonObject
        {
            ["number"] = Quantity(Number),
            ["hash"] = Hash("block"),
            ["parentHash"] = Hash("parent"),
            ["timestamp"] = Quantity(Timestamp),
            ["nonce"] = "0x00000000000000aa",
            ["mixHash"] = Hash("mix"),
            ["sha3Uncles"] = Hash("uncles"),
            ["logsBloom"] = "0x" + Digits("bloom", 512),
            ["transactionsRoot"] = Hash("transactions"),
            ["stateRoot"] = Hash("state"),
            ["receiptsRoot"] = Hash("receipts"),
            ["miner"] = Address("miner"),
            ["difficulty"] = "0x2",
            ["totalDifficulty"] = "0xc70d815d562d3cfa955",
            ["size"] = "0x220",
            ["extraData"] = "0xd883010d",
            ["gasLimit"] = "0x1c9c380",
            ["gasUsed"] = "0x19a28",
            ["baseFeePerGas"] = "0x7",
            ["withdrawalsRoot"] = Hash("withdrawals"),
            ["withdrawals"] = new JsonArray(Withdrawal(1), Withdrawal(2)),
            ["blobGasUsed"] = "0x20000",
            ["excessBlobGas"] = "0x4b00000",
            ["parentBeaconBlockRoot"] = Hash("beacon"),
            ["requestsHash"] = Hash("requests"),
            ["blockAccessListHash"] = Hash("access"),
            ["slotNumber"] = "0x8a2b3c",
            ["uncles"] = new JsonArray(Hash("uncle 1"), Hash("uncle 2")),
            ["transactions"] = transactions,
        };
    }

    /// <summary>The result of <c>eth_getBlockReceipts</c>.</summary>
    public static JsonArray Receipts()
    {
        var receipts = new JsonArray();
        for (int i = 0; i < TransactionCount; i++) receipts.Add(Receipt(i));
        return receipts;
    }

    /// <summary>One transaction of <see cref="Block"/>, with every field that its type has.</summary>
    public static JsonObject Transaction(int index)
    {
        int type = s_types[index];
        var transaction = new JsonObject
        {
            ["hash"] = Hash($"transaction {index}"),
            ["from"] = Address($"sender {index}"),
            ["to"] = index == 0 ? null : Address($"receiver {index}"),
            ["type"] = Quantity((ulong)type),
            ["nonce"] = Quantity((ulong)index + 5),
            ["transactionIndex"] = Quantity((ulong)index),
            ["gas"] = "0x5208",
            ["value"] = "0xde0b6b3a7640000000000000001",
            ["input"] = index == 0 ? "0x6080604052" : "0x",
            ["blockHash"] = Hash("block"),
            ["blockNumber"] = Quantity(Number),
            ["blockTimestamp"] = Quantity(Timestamp),
            ["gasPrice"] = "0x3b9aca00",
        };
        if (type == 0x7e)
        {
            transaction["sourceHash"] = Hash("source");
            transaction["mint"] = "0x1";
            transaction["isSystemTx"] = true;
            transaction["depositReceiptVersion"] = "0x1";
            return transaction;
        }

        transaction["chainId"] = "0x1";
        transaction["v"] = "0x1b";
        transaction["r"] = Hash($"r {index}");
        transaction["s"] = "0x" + Digits($"s {index}", 63);
        if (type == 0) return transaction;

        transaction["yParity"] = "0x1";
        transaction["maxFeePerGas"] = "0x77359400";
        transaction["maxPriorityFeePerGas"] = "0x3b9aca00";
        transaction["accessList"] = new JsonArray(
            new JsonObject { ["address"] = Address("account"), ["storageKeys"] = new JsonArray(Hash("key 1"), Hash("key 2")) },
            new JsonObject { ["address"] = Address("other"), ["storageKeys"] = new JsonArray() });
        if (type == 3)
        {
            transaction["maxFeePerBlobGas"] = "0xde0b6b3a7640000";
            transaction["blobVersionedHashes"] = new JsonArray(Hash("blob 1"), Hash("blob 2"));
        }

        if (type == 4)
            transaction["authorizationList"] = new JsonArray(Authorization(1), Authorization(2));
        return transaction;
    }

    /// <summary>The receipt of <see cref="Transaction"/>, with every field that is known; the logs' indexes go through the block.</summary>
    public static JsonObject Receipt(int index)
    {
        var receipt = new JsonObject
        {
            ["transactionHash"] = Hash($"transaction {index}"),
            ["transactionIndex"] = Quantity((ulong)index),
            ["blockHash"] = Hash("block"),
            ["blockNumber"] = Quantity(Number),
            ["from"] = Address($"sender {index}"),
            ["to"] = index == 0 ? null : Address($"receiver {index}"),
            ["logs"] = new JsonArray(Log(index, 0, 3), Log(index, 1, index)),
            ["logsBloom"] = "0x" + Digits($"bloom {index}", 512),
            ["cumulativeGasUsed"] = Quantity(21000 * (ulong)(index + 1)),
            ["gasUsed"] = "0x5208",
            ["type"] = Quantity((ulong)s_types[index]),
            ["contractAddress"] = index == 0 ? Address("created") : null,
            ["effectiveGasPrice"] = "0x3b9aca00",
            [index == 0 ? "root" : "status"] = index == 0 ? Hash("post state") : "0x1",
            ["blobGasUsed"] = "0x20000",
            ["blobGasPrice"] = "0x1",
        };
        if (s_types[index] == 0x7e)
        {
            receipt["depositNonce"] = "0x7";
            receipt["depositReceiptVersion"] = "0x1";
            receipt["l1Fee"] = "0x1c6bf52634000";
            receipt["l1GasUsed"] = "0x640";
            receipt["l1GasPrice"] = "0x5d21dba00";
            receipt["l1FeeScalar"] = "0.684";
            receipt["l1BlobBaseFee"] = "0x1";
            receipt["l1BaseFeeScalar"] = "0x558";
            receipt["l1BlobBaseFeeScalar"] = "0xc5fc5";
            receipt["operatorFeeScalar"] = "0x3";
            receipt["operatorFeeConstant"] = "0x4";
        }

        return receipt;
    }

    /// <summary>A log of a receipt: a transfer of 1,000 when it has three topics.</summary>
    public static JsonObject Log(int transaction, int position, int topics)
    {
        string[] words = [TransferTopic, Word("payer"), Word("payee"), Hash("topic")];
        return new JsonObject
        {
            ["address"] = Address("token"),
            ["topics"] = new JsonArray([.. words.Take(topics).Select(static word => JsonValue.Create(word))]),
            ["data"] = "0x" + new string('0', 61) + "3e8",
            ["logIndex"] = Quantity((ulong)((2 * transaction) + position)),
            ["transactionHash"] = Hash($"transaction {transaction}"),
            ["transactionIndex"] = Quantity((ulong)transaction),
            ["blockHash"] = Hash("block"),
            ["blockNumber"] = Quantity(Number),
            ["blockTimestamp"] = Quantity(Timestamp),
            ["removed"] = false,
        };
    }

    private static JsonObject Withdrawal(int index) => new()
    {
        ["index"] = Quantity((ulong)index),
        ["validatorIndex"] = Quantity((ulong)index + 100),
        ["address"] = Address($"withdrawal {index}"),
        ["amount"] = "0x8000000000000000",
    };

    private static JsonObject Authorization(int index) => new()
    {
        ["chainId"] = "0x1",
        ["address"] = Address($"delegate {index}"),
        ["nonce"] = Quantity((ulong)index),
        ["yParity"] = "0x1",
        ["r"] = Hash($"authorization r {index}"),
        ["s"] = Hash($"authorization s {index}"),
    };

    private static string Digits(string name, int count)
    {
        // FNV-1a, run on for as many digits as are needed: different names give different digits, the same on every machine.
        ulong state = 14695981039346656037;
        foreach (char c in name) state = (state ^ c) * 1099511628211;
        return string.Create(count, state, static (span, seed) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                seed = (seed ^ (ulong)i) * 1099511628211;
                span[i] = "123456789abcdef0"[(int)(seed >> 60)];
            }
        });
    }
}
