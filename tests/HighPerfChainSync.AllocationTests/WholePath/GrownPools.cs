using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>
/// Pools as a stream has them after hours: as many blocks as can be under way, each grown to its size. How many are under way at most depends
/// on how the stages happen to run, so in the first minutes now and then one is new.
/// </summary>
internal static class GrownPools
{
    /// <summary>More than window, fetchers, channels and an open commit take of the chain's blocks, those included that are asked for and have no room yet.</summary>
    private const int Blocks = 448;

    private const int Different = 32;

    /// <summary>Makes a pool whose blocks have each held a block like those of a chain, and fills the pools of slabs that the program shares.</summary>
    public static BlockDataPool Create(GeneratorOptions options)
    {
        Fill(SlabPool.Shared, 1536);
        Fill(SlabPool.Shared.Larger!, 51);
        var chain = new GeneratedChain(options with { Blocks = Different });
        var decoder = new BlockDecoder(new UnknownFields());
        IRecordEncoder encoder = RecordEncoders.Create(JsonRecordEncoder.FormatName, new RecordEncoderOptions());
        var pool = new BlockDataPool();
        var blocks = new BlockData[Blocks];
        ulong largest = 0;
        int most = 0;
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = pool.Rent("test");
            // Once all that are different have been seen, the one with the most records, which are what differs.
            ulong number = i < Different ? (ulong)i : largest;
            Assert.True(chain.TryGetBlock(number, out ReplayAnswer? header));
            Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
            Decode(decoder, blocks[i], header, receipts);
            encoder.Encode(blocks[i], EntitySet.Default);
            if (blocks[i].Encoded.Records.Length > most) (most, largest) = (blocks[i].Encoded.Records.Length, number);
            blocks[i].Encoded.Clear();
        }

        foreach (BlockData block in blocks) block.Return();
        return pool;
    }

    /// <summary>Makes a source whose verifiers, of which no more are lent at once than requests are under way, have each seen a block like those of a chain.</summary>
    public static RpcBlockSource CreateSource(StreamOptions stream, ChainSyncMetrics metrics, ILogger logger, GeneratorOptions options)
    {
        var source = new RpcBlockSource(stream.Endpoints, metrics, logger, verification: stream.Verification);
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var chain = new GeneratedChain(options with { Blocks = 1 });
        Assert.True(chain.TryGetBlock(0, out ReplayAnswer? header));
        Assert.True(chain.TryGetReceipts(0, out ReplayAnswer? receipts));
        Decode(new BlockDecoder(new UnknownFields()), block, header, receipts);
        var verifiers = new BlockVerifier[stream.Concurrency];
        for (int i = 0; i < verifiers.Length; i++)
        {
            verifiers[i] = source.Gate.RentVerifier();
            Assert.True(verifiers[i].Verify(block).IsGood);
        }

        foreach (BlockVerifier verifier in verifiers) source.Gate.Return(verifier);
        block.Return();
        return source;
    }

    private static void Fill(SlabPool pool, int slabs)
    {
        var rented = new byte[slabs][];
        for (int i = 0; i < slabs; i++) rented[i] = pool.Rent();
        foreach (byte[] slab in rented) pool.Return(slab);
    }

    private static void Decode(BlockDecoder decoder, BlockData block, ReplayAnswer header, ReplayAnswer receipts)
    {
        decoder.DecodeBlock(new(header.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
