using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;
using Org.BouncyCastle.Crypto.Digests;

namespace HighPerfChainSync.UnitTests.Verification;

public sealed class Keccak256Tests
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "0x4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    [InlineData("Transfer(address,address,uint256)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    public void PublishedHashes(string text, string hash)
    {
        Assert.Equal(Hash256.Parse(hash), Keccak256.Hash(TextEncoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void EveryLengthAroundTheRateEqualsTheReference()
    {
        byte[] data = new byte[600];
        new Random(7).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
            Assert.Equal(Reference(data.AsSpan(0, length)), Keccak256.Hash(data.AsSpan(0, length)));
    }

    [Fact]
    public void HashesWithoutAllocating()
    {
        byte[] data = new byte[1000];
        Keccak256.Hash(data);
        Assert.Equal(0, Allocations.Least(() => Keccak256.Hash(data)));
    }

    private static Hash256 Reference(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data);
        byte[] hash = new byte[Hash256.Length];
        digest.DoFinal(hash, 0);
        return new Hash256(hash);
    }
}
