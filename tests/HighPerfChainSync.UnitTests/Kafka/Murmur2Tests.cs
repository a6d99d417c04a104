using HighPerfChainSync.Kafka.Partitioning;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class Murmur2Tests
{
    /// <summary>What <c>Utils.murmur2</c> and <c>BuiltInPartitioner</c> of Apache Kafka's Java client give, for 12 partitions.</summary>
    [Theory]
    [InlineData("", 275646681, 9)]
    [InlineData("a", -1563381124, 4)]
    [InlineData("ab", 316155434, 2)]
    [InlineData("21", -973932308, 0)]
    [InlineData("abc", 479470107, 3)]
    [InlineData("foobar", -790332482, 6)]
    [InlineData("a-little-bit-long-string", -985981536, 8)]
    [InlineData("a-little-bit-longer-string", -1486304829, 11)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 5)]
    [InlineData("17000000", -250967394, 2)]
    [InlineData("0x6d23e40e776c5d3505f0a8e2b434425121d9818e", 1237553454, 6)]
    [InlineData("0x4ff499e45269101ef2444975013c78abafd612dfef7f603e62dca884d4f79158", 1625118900, 0)]
    public void Agrees_with_the_Java_client(string key, int hash, int partition)
    {
        byte[] bytes = TextEncoding.UTF8.GetBytes(key);
        Assert.Equal(hash, (int)Murmur2.Hash(bytes));
        Assert.Equal(partition, Murmur2.Partition(bytes, 12));
        Assert.Equal(0, Murmur2.Partition(bytes, 1));
    }
}
