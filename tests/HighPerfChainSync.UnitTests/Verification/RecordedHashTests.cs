using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>Recomputes what an independent checker found right in recorded blocks (the manifest says what), and must find it too.</summary>
public sealed class RecordedHashTests
{
    [Fact]
    public void EveryHashAndRootThatTheManifestVouchesFor()
    {
        string root = SharedData.RequireChainData();
        var hasher = new BlockHasher();
        using var pool = new BlockDataPool();
        var checks = new Dictionary<string, int>();
        var failures = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(root, "MANIFEST.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            if (!IsBlock(entry.RootElement, out string? file, out JsonElement verify)) continue;
            BlockData block = pool.Rent(nameof(RecordedHashTests));
            Decode(block, Path.Combine(root, file));
            foreach (string failed in Check(block, hasher, verify, checks)) failures.Add($"{file}: {failed}");
            block.Return();
        }

        Assert.Empty(failures);

        // The data may grow; it must not silently shrink to nothing.
        Assert.All(["hash", "txRoot", "txHash", "rcptRoot", "wdRoot", "bloom"], name => Assert.True(checks.GetValueOrDefault(name) >= 20, $"{name}: {checks.GetValueOrDefault(name)}"));
    }

    private static bool IsBlock(JsonElement entry, out string file, out JsonElement verify)
    {
        file = entry.TryGetProperty("file", out JsonElement name) ? name.GetString()! : "";
        return entry.TryGetProperty("verify", out verify)
            && verify.ValueKind == JsonValueKind.Object
            && file.EndsWith(".block.json", StringComparison.Ordinal)
            && !file.StartsWith("negative/", StringComparison.Ordinal)
            && !verify.TryGetProperty("stateSyncTxExcluded", out _)
            // Withdrawals that the checker could not read at all are a fixture of a null among them.
            && !(verify.TryGetProperty("wdRoot", out JsonElement withdrawals) && withdrawals.ValueKind == JsonValueKind.String);
    }

    private static void Decode(BlockData block, string path)
    {
        var decoder = new BlockDecoder(new UnknownFields());
        decoder.DecodeBlock(new(File.ReadAllBytes(path)), block);
        string receipts = path.Replace(".block.json", ".receipts.json", StringComparison.Ordinal);
        if (!File.Exists(receipts)) return;
        decoder.DecodeReceipts(new(File.ReadAllBytes(receipts)), block);
        decoder.Complete(block);
    }

    private static List<string> Check(BlockData block, BlockHasher hasher, JsonElement verify, Dictionary<string, int> checks)
    {
        var failed = new List<string>();
        ref readonly BlockHeader header = ref block.Header;
        Require("hash", hasher.ComputeHash(block, out _) == header.Hash);
        if (Vouches(verify, "txHash"))
        {
            foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
            {
                if (hasher.ComputeTransactionHash(block, in transaction) != transaction.Hash)
                    failed.Add($"transaction {transaction.Hash}");
            }

            Require("txHash", true);
        }

        if (Vouches(verify, "txRoot")) Require("txRoot", hasher.HashTransactions(block, out _) == header.TransactionsRoot);
        if (Vouches(verify, "wdRoot")) Require("wdRoot", hasher.ComputeWithdrawalsRoot(block, out _) == header.WithdrawalsRoot);
        bool hasReceipts = block.Transactions.Count > 0 && block.Transactions[0].Has(TransactionFields.Receipt);
        if (hasReceipts && Vouches(verify, "rcptRoot")) Require("rcptRoot", hasher.ComputeReceiptsRoot(block) == header.ReceiptsRoot);
        if (hasReceipts && Vouches(verify, "bloom"))
        {
            Span<byte> bloom = stackalloc byte[LogsBloom.Length];
            BlockHasher.ComputeBloom(block, bloom);
            Require("bloom", bloom.SequenceEqual(block.Arena.GetSpan(header.LogsBloom)));
        }

        return failed;

        void Require(string name, bool holds)
        {
            if (!Vouches(verify, name)) return;
            checks[name] = checks.GetValueOrDefault(name) + 1;
            if (!holds) failed.Add(name);
        }
    }

    private static bool Vouches(JsonElement verify, string name) =>
        verify.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
