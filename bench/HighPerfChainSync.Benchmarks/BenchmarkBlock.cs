using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Benchmarks;

/// <summary>A block as a node sends it.</summary>
/// <param name="Name">Height, or <c>generated</c>.</param>
/// <param name="Block">The result of <c>eth_getBlockByNumber(n, true)</c>.</param>
/// <param name="Receipts">The result of <c>eth_getBlockReceipts</c>.</param>
public sealed record BenchmarkBlock(string Name, byte[] Block, byte[] Receipts)
{
    /// <summary>Decodes both parts.</summary>
    public void Decode(BlockDecoder decoder, BlockData into)
    {
        var block = new Utf8JsonReader(Block);
        block.Read();
        decoder.DecodeBlock(ref block, into);
        var receipts = new Utf8JsonReader(Receipts);
        receipts.Read();
        decoder.DecodeReceipts(ref receipts, into);
        decoder.Complete(into);
    }
}
