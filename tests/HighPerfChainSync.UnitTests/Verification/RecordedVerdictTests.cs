using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>Judges recorded blocks as a stream would, and compares with what an independent checker found (the manifest says what).</summary>
public sealed class RecordedVerdictTests
{
    private static readonly Dictionary<string, BlockCheck> s_names = new()
    {
        ["hash"] = BlockCheck.BlockHash,
        ["txRoot"] = BlockCheck.TransactionsRoot,
        ["txHash"] = BlockCheck.TransactionHash,
        ["rcptRoot"] = BlockCheck.ReceiptsRoot,
        ["bloom"] = BlockCheck.LogsBloom,
        ["wdRoot"] = BlockCheck.WithdrawalsRoot,
    };

    [Fact]
    public void WhatTheManifestVouchesForIsVerifiedAndNothingOfItIsRejected()
    {
        var passed = new Dictionary<BlockCheck, int>();
        var failures = new List<string>();
        ForEachBlock(isNegative: false, (file, verify, block, hasReceipts, verdict) =>
        {
            foreach ((string name, BlockCheck check) in s_names)
            {
                if (!verify.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.True) continue;
                if (!hasReceipts && check is BlockCheck.ReceiptsRoot or BlockCheck.LogsBloom) continue;
                passed[check] = passed.GetValueOrDefault(check) + 1;
                if (!verdict.Passed.Contains(check)) failures.Add($"{file}: {name} is not verified: {verdict.Detail} {verdict.Failed} / {verdict.Unverifiable}");
            }

            bool isWhole = s_names.Keys.All(name => !verify.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.True);
            if (isWhole && hasReceipts && !verdict.IsGood) failures.Add($"{file}: rejected for {verdict.Failed}: {verdict.Detail}");
        });
        Assert.Empty(failures);
        Assert.All(s_names.Values, check => Assert.True(passed.GetValueOrDefault(check) >= 20, $"{check}: {passed.GetValueOrDefault(check)}"));
    }

    [Fact]
    public void WhatIsWrongIsRejectedForThat()
    {
        int count = 0;
        ForEachBlock(isNegative: true, (file, verify, block, _, verdict) =>
        {
            count++;
            Assert.False(verdict.IsGood, file);
            foreach ((string name, BlockCheck check) in s_names)
            {
                if (!verify.TryGetProperty(name, out JsonElement value)) continue;
                Assert.True(value.ValueKind == JsonValueKind.True || verdict.Failed.Contains(check) || verdict.Unverifiable.Contains(check), $"{file}: {name}");
            }
        });
        Assert.True(count > 0);
    }

    [Fact]
    public void SendersAreRecoveredWhereThereAreSignatures()
    {
        int proven = 0;
        var unproven = new List<string>();
        ForEachBlock(
            isNegative: false,
            (file, _, block, _, verdict) =>
            {
                Assert.False(verdict.Failed.Contains(BlockCheck.TransactionSender), $"{file}: {verdict.Detail}");
                if (verdict.Passed.Contains(BlockCheck.TransactionSender)) proven += block.Transactions.Count;
                else unproven.Add($"{file}: {verdict.ReasonOf(BlockCheck.TransactionSender)}");
            },
            VerificationLevel.Senders);
        Assert.True(proven > 10_000, $"{proven}");
        Assert.InRange(unproven.Count, 1, 19);
    }

    private static void ForEachBlock(
        bool isNegative, Action<string, JsonElement, BlockData, bool, BlockVerdict> judge, VerificationLevel level = VerificationLevel.Roots)
    {
        string root = SharedData.RequireChainData();
        using var pool = new BlockDataPool();
        foreach (string line in File.ReadLines(Path.Combine(root, "MANIFEST.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            string file = entry.RootElement.TryGetProperty("file", out JsonElement name) ? name.GetString()! : "";
            if (!file.EndsWith(".block.json", StringComparison.Ordinal) || file.StartsWith("negative/", StringComparison.Ordinal) != isNegative) continue;
            ChainProfile profile = ProfileOf(file);
            BlockData block = pool.Rent(nameof(RecordedVerdictTests));
            try
            {
                bool hasReceipts = Decode(block, Path.Combine(root, file), profile);
                var verifier = new BlockVerifier(new VerificationOptions { Level = level }, profile);
                judge(file, entry.RootElement.GetProperty("verify"), block, hasReceipts, verifier.Verify(block));
            }
            catch (ChainSyncException e) when (e.Error is ChainSyncError.Decode or ChainSyncError.InconsistentData)
            {
                // A fixture that no node would send, such as a null among the withdrawals: it is refused before it is judged.
                Assert.True(isNegative || file.Contains("goerli", StringComparison.Ordinal) || !entry.RootElement.GetProperty("verify").TryGetProperty("hash", out JsonElement hash) || hash.ValueKind != JsonValueKind.True, $"{file}: {e.Message}");
            }
            finally
            {
                block.Return();
            }
        }
    }

    private static ChainProfile ProfileOf(string file)
    {
        string folder = file.Replace("negative/", "", StringComparison.Ordinal);
        folder = folder.StartsWith("converted/", StringComparison.Ordinal) ? folder.Split('/')[2] : folder.Split('/')[0];
        return folder.StartsWith("megaeth", StringComparison.Ordinal)
            ? ChainProfiles.Find("optimism")!
            : ChainProfiles.Find(folder) ?? ChainProfiles.Find(folder.Split('-')[0]) ?? ChainProfiles.Generic;
    }

    private static bool Decode(BlockData block, string path, ChainProfile profile)
    {
        var decoder = new BlockDecoder(new UnknownFields(), profile);
        decoder.DecodeBlock(new(File.ReadAllBytes(path)), block);
        string receipts = path.Replace(".block.json", ".receipts.json", StringComparison.Ordinal);
        if (!File.Exists(receipts)) return block.Transactions.Count == 0;
        decoder.DecodeReceipts(new(File.ReadAllBytes(receipts)), block);
        decoder.Complete(block);
        return true;
    }
}
