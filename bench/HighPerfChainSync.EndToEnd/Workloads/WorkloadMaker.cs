using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.EndToEnd.Workloads;

/// <summary>Makes what is produced.</summary>
internal static class WorkloadMaker
{
    private const int SmallRecordsPerBlock = 100;
    private const int SmallBlocks = 200;
    private const ulong FirstTime = 1_680_000_000;

    /// <summary>The W-chain where the recordings are there, else the generated one.</summary>
    public static string Preferred => Chains.RecordedData is null ? Chains.Generated : Chains.WChain;

    /// <summary>Opens one of <see cref="Chains"/>, as the replay node makes it.</summary>
    public static ReplayChain OpenChain(string name, int blocks) => name == Chains.WChain
        ? WChain.Build(Chains.RecordedData ?? throw new InvalidOperationException("The W-chain needs the recorded blocks."), blocks)
        : CycleChain.Generate(new GeneratorOptions { Shape = ChainShape.Mainnet, First = Chains.First, Blocks = (ulong)blocks });

    /// <summary>The records of a chain as the engine encodes them.</summary>
    /// <param name="name">One of <see cref="Chains"/>.</param>
    /// <param name="blocks">Different blocks.</param>
    /// <param name="entities">What is encoded.</param>
    public static Workload OfChain(string name, int blocks, EntitySet entities)
    {
        ReplayChain chain = OpenChain(name, blocks);
        var pool = new BlockDataPool();
        var decoder = new BlockDecoder(new UnknownFields());
        var encoder = new JsonRecordEncoder();
        var encoded = new List<BlockData>();
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            BlockData block = pool.Rent("benchmark");
            Decode(chain, number, decoder, block);
            encoder.Encode(block, entities);
            encoded.Add(block);
        }

        return new Workload(name == Chains.WChain ? "W-chain" : "generated chain", encoded, entities);
    }

    /// <summary>Values of one size that no codec makes smaller.</summary>
    public static Workload OfSize(int bytes)
    {
        var pool = new BlockDataPool();
        var random = new Random(1);
        var blocks = new List<BlockData>();
        for (int i = 0; i < SmallBlocks; i++)
        {
            BlockData block = pool.Rent("benchmark");
            block.Header.Number = (ulong)i;
            block.Header.Timestamp = FirstTime + (ulong)i;
            for (int r = 0; r < SmallRecordsPerBlock; r++)
            {
                random.NextBytes(block.Encoded.BeginRecord(bytes)[..bytes]);
                block.Encoded.EndRecord(Entity.Log, bytes);
            }

            blocks.Add(block);
        }

        return new Workload($"{bytes} B", blocks, EntitySet.Log);
    }

    private static void Decode(ReplayChain chain, ulong number, BlockDecoder decoder, BlockData into)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? block) || !chain.TryGetReceipts(number, out ReplayAnswer? receipts))
            throw new InvalidOperationException($"The chain has no block {number}.");
        decoder.DecodeBlock(new(block.ToMemory()), into);
        decoder.DecodeReceipts(new(receipts.ToMemory()), into);
        decoder.Complete(into);
    }
}
