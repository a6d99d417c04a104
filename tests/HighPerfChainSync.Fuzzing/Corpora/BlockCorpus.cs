using System.Text.Json;
using HighPerfChainSync.Fuzzing.Mutation;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.Fuzzing.Corpora;

/// <summary>Blocks with their receipts: the project's own, and recorded ones where they lie beside the repository.</summary>
internal static class BlockCorpus
{
    private const ulong SampleBlocks = 40;
    private const ulong GeneratedBlocks = 6;

    /// <summary>Each is a block, a separator and its receipts.</summary>
    /// <param name="includeShared">Whether those beside the repository are among them.</param>
    /// <param name="maxBytes">None is longer.</param>
    public static List<FuzzSeed> Load(bool includeShared, int maxBytes)
    {
        var seeds = new List<FuzzSeed>();
        Add("sample", JsonSerializer.SerializeToUtf8Bytes(SampleJson.Block()), JsonSerializer.SerializeToUtf8Bytes(SampleJson.Receipts()));
        RecordedChain sample = RecordedChain.Load(SampleChain.Open(), "sample chain");
        ulong step = Math.Max(1, (sample.Last - sample.First) / SampleBlocks);
        for (ulong number = sample.First; number <= sample.Last; number += step) AddFrom(sample, $"sample chain {number}", number);
        var generated = new GeneratedChain(new GeneratorOptions { Blocks = GeneratedBlocks, Shape = ChainShape.Tiny });
        for (ulong number = generated.First; number <= generated.Last; number++) AddFrom(generated, $"generated chain {number}", number);
        if (!includeShared || SharedData.ChainData is null) return seeds;
        foreach (Testing.RecordedBlock block in SharedData.RequireBlocks())
        {
            // Longer ones would only be read to be left out.
            if (new FileInfo(block.BlockPath).Length > maxBytes) continue;
            Add(block.Name, File.ReadAllBytes(block.BlockPath), block.ReceiptsPath is { } path ? File.ReadAllBytes(path) : "[]"u8);
        }

        return seeds;

        void AddFrom(ReplayChain chain, string name, ulong number)
        {
            if (chain.TryGetBlock(number, out ReplayAnswer? block) && chain.TryGetReceipts(number, out ReplayAnswer? receipts))
                Add(name, block.ToMemory().Span, receipts.ToMemory().Span);
        }

        void Add(string name, ReadOnlySpan<byte> block, ReadOnlySpan<byte> receipts)
        {
            if (block.Length + receipts.Length < maxBytes) seeds.Add(new FuzzSeed(name, [.. block, TokenMap.Separator, .. receipts]));
        }
    }
}
