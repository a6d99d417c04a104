using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.KafkaBench.Workloads;

/// <summary>Makes what is produced.</summary>
internal static class WorkloadMaker
{
    private const int SmallRecordsPerBlock = 100;
    private const int SmallBlocks = 200;
    private const ulong FirstTime = 1_680_000_000;

    /// <summary>Twenty mainnet blocks in a cycle where the recordings are there, else generated ones of that shape.</summary>
    public static ReplayChain OpenChain(int blocks) => RecordedDataIsThere()
        ? WChain.Build(SharedData.ChainData!, blocks)
        : new GeneratedChain(new GeneratorOptions { Shape = ChainShape.Mainnet, Blocks = (ulong)blocks });

    /// <summary>The records of a chain as the engine encodes them.</summary>
    public static Workload OfChain(int blocks)
    {
        ReplayChain chain = OpenChain(blocks);
        var pool = new BlockDataPool();
        var decoder = new BlockDecoder(new UnknownFields());
        var encoder = new JsonRecordEncoder();
        var encoded = new List<BlockData>();
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            BlockData block = pool.Rent("benchmark");
            Decode(chain, number, decoder, block);
            encoder.Encode(block, EntitySet.Default);
            encoded.Add(block);
        }

        return new Workload(chain is WChain ? "W-chain" : "generated chain", encoded, EntitySet.Default);
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

    private static bool RecordedDataIsThere() =>
        SharedData.ChainData is string recorded && Directory.Exists(Path.Combine(recorded, "ethereum"));
}
