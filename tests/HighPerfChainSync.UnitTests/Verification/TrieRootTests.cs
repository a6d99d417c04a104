using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

public sealed class TrieRootTests
{
    [Fact]
    public void TheEmptyTrieHasItsWellKnownRoot()
    {
        var empty = Hash256.Parse("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
        Assert.Equal(empty, TrieRoot.Empty);
        Assert.Equal(empty, new OrderedTrieRoot().Compute());
    }

    [Fact]
    public void OrderedKeysSortAsTheirEncodings()
    {
        // The same values, once through the ordered trie and once with explicit keys sorted by comparison.
        for (int count = 1; count < 600; count = count < 140 ? count + 1 : count + 57)
            Assert.Equal(ComputeWithExplicitKeys(count), ComputeOrdered(count));
    }

    [Fact]
    public void AClearedTrieComputesTheSameAgain()
    {
        var trie = new OrderedTrieRoot();
        Hash256 first = Fill(trie, 200);
        trie.Clear();
        Fill(trie, 3);
        trie.Clear();
        Assert.Equal(first, Fill(trie, 200));
    }

    [Fact]
    public void ComputesWithoutAllocatingOnceGrown()
    {
        var trie = new OrderedTrieRoot();
        Fill(trie, 300);
        Assert.Equal(0, Allocations.Least(() =>
        {
            trie.Clear();
            Fill(trie, 300);
        }));
    }

    [Fact]
    public void LongKeysAreRefused()
    {
        var trie = new TrieRoot();
        Assert.Throws<ArgumentOutOfRangeException>(() => trie.Add(new byte[TrieRoot.MaxKeyLength + 1], default));
    }

    private static Hash256 ComputeOrdered(int count) => Fill(new OrderedTrieRoot(), count);

    private static Hash256 Fill(OrderedTrieRoot trie, int count)
    {
        for (int i = 0; i < count; i++)
        {
            WriteValue(trie.Values, i);
            trie.EndValue();
        }

        return trie.Compute();
    }

    private static Hash256 ComputeWithExplicitKeys(int count)
    {
        var values = new RlpWriter();
        var items = new SortedDictionary<string, ArenaRange>(StringComparer.Ordinal);
        var key = new RlpWriter();
        for (int i = 0; i < count; i++)
        {
            int start = values.Length;
            WriteValue(values, i);
            key.Clear();
            key.WriteNumber((ulong)i);
            items.Add(Convert.ToHexString(key.Written), new ArenaRange(start, values.Length - start));
        }

        var trie = new TrieRoot();
        foreach ((string hex, ArenaRange range) in items) trie.Add(Convert.FromHexString(hex), range);
        return trie.Compute(values.Written);
    }

    /// <summary>Values of one to 40 bytes, so that nodes are embedded as well as hashed.</summary>
    private static void WriteValue(RlpWriter writer, int index)
    {
        for (int i = 0; i <= index % 40; i++) writer.WriteRaw((byte)(index + i + 1));
    }
}
