using System.Globalization;
using System.Text.Json;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Makes the JSON of a block of mainnet's size: 150 transactions, 340 logs, the same for the same seed. Its hashes are random.</summary>
public static class GeneratedBlock
{
    private const int Transactions = 150;
    private const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    /// <summary>Makes a block.</summary>
    public static BenchmarkBlock Make(int seed)
    {
        var random = new Random(seed);
        string blockHash = Data(random, 32);
        string[] hashes = new string[Transactions];
        for (int i = 0; i < Transactions; i++)
            hashes[i] = Data(random, 32);
        return new BenchmarkBlock(
            "generated " + seed.ToString(CultureInfo.InvariantCulture),
            Json(writer => WriteBlock(writer, random, blockHash, hashes)),
            Json(writer => WriteReceipts(writer, random, blockHash, hashes)));
    }

    private static void WriteBlock(Utf8JsonWriter writer, Random random, string blockHash, string[] hashes)
    {
        writer.WriteStartObject();
        writer.WriteString("number", "0x1036640");
        writer.WriteString("hash", blockHash);
        foreach (string name in new[] { "parentHash", "sha3Uncles", "transactionsRoot", "stateRoot", "receiptsRoot", "mixHash", "withdrawalsRoot" })
            writer.WriteString(name, Data(random, 32));
        writer.WriteString("logsBloom", Data(random, 256));
        writer.WriteString("nonce", "0x0000000000000000");
        writer.WriteString("miner", Data(random, 20));
        writer.WriteString("extraData", Data(random, 20));
        foreach ((string name, string value) in new[]
                 {
                     ("difficulty", "0x0"), ("totalDifficulty", "0xc70d815d562d3cfa955"), ("size", "0x2abcd"), ("gasLimit", "0x1c9c380"),
                     ("gasUsed", "0xe4e1c0"), ("timestamp", "0x64200000"), ("baseFeePerGas", "0x4a817c800"),
                 })
            writer.WriteString(name, value);
        writer.WriteStartArray("uncles");
        writer.WriteEndArray();
        writer.WriteStartArray("withdrawals");
        writer.WriteEndArray();
        writer.WriteStartArray("transactions");
        for (int i = 0; i < hashes.Length; i++)
            WriteTransaction(writer, random, blockHash, hashes[i], i);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTransaction(Utf8JsonWriter writer, Random random, string blockHash, string hash, int index)
    {
        writer.WriteStartObject();
        writer.WriteString("blockHash", blockHash);
        writer.WriteString("blockNumber", "0x1036640");
        writer.WriteString("hash", hash);
        writer.WriteString("from", Data(random, 20));
        writer.WriteString("to", Data(random, 20));
        writer.WriteString("input", Data(random, random.Next(3) == 0 ? 0 : random.Next(600)));
        foreach (string name in new[] { "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "nonce" })
            writer.WriteString(name, Quantity(random.NextInt64(1L << 36)));
        writer.WriteString("value", Quantity(random.NextInt64(long.MaxValue)));
        writer.WriteString("transactionIndex", Quantity(index));
        writer.WriteString("type", "0x2");
        writer.WriteStartArray("accessList");
        writer.WriteEndArray();
        writer.WriteString("chainId", "0x1");
        writer.WriteString("v", "0x1");
        writer.WriteString("r", "0x1" + Data(random, 31)[2..]);
        writer.WriteString("s", "0x1" + Data(random, 31)[2..]);
        writer.WriteEndObject();
    }

    private static void WriteReceipts(Utf8JsonWriter writer, Random random, string blockHash, string[] hashes)
    {
        int logIndex = 0;
        writer.WriteStartArray();
        for (int i = 0; i < hashes.Length; i++)
        {
            writer.WriteStartObject();
            WritePosition(writer, blockHash, hashes[i], i);
            writer.WriteString("logsBloom", Data(random, 256));
            writer.WriteString("cumulativeGasUsed", Quantity(90_000L * (i + 1)));
            writer.WriteString("gasUsed", "0x15f90");
            writer.WriteString("effectiveGasPrice", Quantity(random.NextInt64(1L << 36)));
            writer.WriteString("status", "0x1");
            writer.WriteString("type", "0x2");
            writer.WriteNull("contractAddress");
            writer.WriteStartArray("logs");
            for (int logs = random.Next(10) < 4 ? 0 : random.Next(1, 7); logs > 0; logs--)
                WriteLog(writer, random, blockHash, hashes[i], i, logIndex++);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLog(Utf8JsonWriter writer, Random random, string blockHash, string hash, int index, int logIndex)
    {
        writer.WriteStartObject();
        WritePosition(writer, blockHash, hash, index);
        writer.WriteString("logIndex", Quantity(logIndex));
        writer.WriteString("address", Data(random, 20));
        writer.WriteString("data", "0x" + new string('0', 46) + Data(random, 9)[2..]);
        writer.WriteStartArray("topics");
        writer.WriteStringValue(random.Next(2) == 0 ? TransferTopic : Data(random, 32));
        writer.WriteStringValue("0x" + new string('0', 24) + Data(random, 20)[2..]);
        writer.WriteStringValue("0x" + new string('0', 24) + Data(random, 20)[2..]);
        writer.WriteEndArray();
        writer.WriteBoolean("removed", false);
        writer.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter writer, string blockHash, string hash, int index)
    {
        writer.WriteString("blockHash", blockHash);
        writer.WriteString("blockNumber", "0x1036640");
        writer.WriteString("transactionHash", hash);
        writer.WriteString("transactionIndex", Quantity(index));
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return buffer.ToArray();
    }

    private static string Quantity(long value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static string Data(Random random, int bytes)
    {
        byte[] data = new byte[bytes];
        random.NextBytes(data);
        return "0x" + Convert.ToHexStringLower(data);
    }
}
