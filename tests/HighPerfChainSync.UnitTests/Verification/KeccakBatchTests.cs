using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;
using Org.BouncyCastle.Crypto.Digests;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>Many messages at once. All widths are tried on every machine: what it has no instructions for is computed without them.</summary>
public sealed class KeccakBatchTests
{
    public static TheoryData<int> Ways => [1, 4, 8];

    [Theory]
    [MemberData(nameof(Ways))]
    public void EveryLengthAroundTheRateEqualsTheReference(int ways)
    {
        byte[] buffer = RandomBytes(2000);
        var batch = new KeccakBatch(ways);
        var expected = new List<Hash256>();
        for (int length = 0; length <= 600; length++) Add(batch, buffer, new ArenaRange(length * 7 % 1400, length), expected);
        Check(batch, buffer, expected);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void AnyNumberOfMessagesOfAnyLengths(int ways)
    {
        var random = new Random(3);
        byte[] buffer = RandomBytes(30_000);
        var batch = new KeccakBatch(ways);
        for (int count = 0; count <= 40; count++)
        {
            batch.Clear();
            var expected = new List<Hash256>();
            for (int i = 0; i < count; i++)
            {
                int length = random.Next(4) == 0 ? random.Next(20_000) : random.Next(300);
                Add(batch, buffer, new ArenaRange(random.Next(buffer.Length - length + 1), length), expected);
            }

            Check(batch, buffer, expected);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void RunsAddUp(int ways)
    {
        byte[] buffer = RandomBytes(1000);
        var batch = new KeccakBatch(ways);
        var expected = new List<Hash256>();
        for (int run = 0; run < 10; run++)
        {
            for (int i = 0; i <= run; i++) Add(batch, buffer, new ArenaRange(run, (run * 31) + i), expected);
            Check(batch, buffer, expected);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void AMillionLetters(int ways)
    {
        byte[] buffer = new byte[1_000_000];
        buffer.AsSpan().Fill((byte)'a');
        var batch = new KeccakBatch(ways);
        batch.Add(new ArenaRange(0, 3));
        batch.Add(new ArenaRange(0, 1_000_000));
        batch.Run(buffer);
        Assert.Equal(Hash256.Parse("0xfadae6b49f129bbb812be8407b7b2894f34aecf6dbd1f9b0f0c7e9853098fc96"), batch[1]);
    }

    [Fact]
    public void ReadsNothingBeyondTheBuffer()
    {
        var batch = new KeccakBatch();
        batch.Add(new ArenaRange(1, 100));
        Assert.Throws<ArgumentException>(() => batch.Run(new byte[100]));
        batch.Run(new byte[101]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeccakBatch(2));
    }

    [Fact]
    public void HashesWithoutAllocating()
    {
        byte[] buffer = RandomBytes(5000);
        var batch = new KeccakBatch();
        Action run = () =>
        {
            batch.Clear();
            for (int i = 0; i < 50; i++) batch.Add(new ArenaRange(i, 10 * i));
            batch.Run(buffer);
        };
        run();
        Assert.Equal(0, Allocations.Least(run));
    }

    private static void Add(KeccakBatch batch, byte[] buffer, ArenaRange message, List<Hash256> expected)
    {
        Assert.Equal(expected.Count, batch.Add(message));
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(buffer, message.Offset, message.Length);
        byte[] hash = new byte[Hash256.Length];
        digest.DoFinal(hash, 0);
        expected.Add(new Hash256(hash));
    }

    private static void Check(KeccakBatch batch, byte[] buffer, List<Hash256> expected)
    {
        batch.Run(buffer);
        Assert.Equal(expected.Count, batch.Count);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected[i], batch[i]);
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        return bytes;
    }
}
