using System.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.Benchmarks;

/// <summary>A block as a node sends it.</summary>
/// <param name="Name">Height, or <c>generated</c>.</param>
/// <param name="Block">The result of <c>eth_getBlockByNumber(n, true)</c>.</param>
/// <param name="Receipts">The result of <c>eth_getBlockReceipts</c>.</param>
public sealed record BenchmarkBlock(string Name, byte[] Block, byte[] Receipts)
{
    private const int SegmentSize = 64 * 1024;

    private readonly ReadOnlySequence<byte> _blockSegments = Segments.Fixed(Block, SegmentSize);
    private readonly ReadOnlySequence<byte> _receiptSegments = Segments.Fixed(Receipts, SegmentSize);

    /// <summary>Decodes both parts, each in one piece.</summary>
    public void Decode(BlockDecoder decoder, BlockData into) => Decode(decoder, into, new(Block), new(Receipts));

    /// <summary>Decodes both parts, cut into segments as they come from the network.</summary>
    public void DecodeSegments(BlockDecoder decoder, BlockData into) =>
        Decode(decoder, into, _blockSegments, _receiptSegments);

    private static void Decode(BlockDecoder decoder, BlockData into, ReadOnlySequence<byte> block, ReadOnlySequence<byte> receipts)
    {
        decoder.DecodeBlock(block, into);
        decoder.DecodeReceipts(receipts, into);
        decoder.Complete(into);
    }
}
