using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Fuzzing.Targets;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Fuzzing.Corpora;

/// <summary>Consensus encodings of headers and transactions.</summary>
internal static class RlpCorpus
{
    /// <summary>Encodes those of blocks.</summary>
    public static List<FuzzSeed> Load(IReadOnlyList<FuzzSeed> blocks)
    {
        var seeds = new List<FuzzSeed>();
        using var pool = new BlockDataPool();
        var decoder = new BlockDecoder(new UnknownFields());
        var writer = new RlpWriter();
        foreach (FuzzSeed seed in blocks)
        {
            BlockData block = pool.Rent(nameof(RlpCorpus));
            try
            {
                new BlockInput(seed.Bytes).Decode(decoder, block);
                writer.Clear();
                HeaderRlp.Write(writer, block);
                seeds.Add(new FuzzSeed($"header of {seed.Name}", writer.Written.ToArray()));
                // The last is of another type than the first, where there are several.
                int last = block.Transactions.Count - 1;
                if (last < 0 || !TransactionType.IsKnown(block.Transactions[last].Type)) continue;
                writer.Clear();
                TransactionRlp.Write(writer, block, in block.Transactions[last]);
                seeds.Add(new FuzzSeed($"transaction of {seed.Name}", writer.Written.ToArray()));
            }
            catch (Exception refusal) when (refusal is ChainSyncException or JsonException)
            {
                // A fixture that no node would send has no encoding.
            }
            finally
            {
                block.Return();
            }
        }

        return seeds;
    }
}
