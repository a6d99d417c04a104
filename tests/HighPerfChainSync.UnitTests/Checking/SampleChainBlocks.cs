using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>The shipped chain, block by block: real blocks that are linked and verify.</summary>
internal static class SampleChainBlocks
{
    private static readonly Lazy<RecordedChain> s_chain = new(static () => RecordedChain.Load(SampleChain.Open(), "sample"));

    public static ulong First => s_chain.Value.First;

    public static ulong Last => s_chain.Value.Last;

    public static void Read(ulong number, BlockData block)
    {
        var decoder = new BlockDecoder(new UnknownFields());
        Assert.True(s_chain.Value.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(s_chain.Value.TryGetReceipts(number, out ReplayAnswer? receipts));
        decoder.DecodeBlock(new(answer.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
