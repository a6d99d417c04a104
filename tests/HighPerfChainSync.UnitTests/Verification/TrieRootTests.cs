using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

public sealed class TrieRootTests
{
    private readonly RlpWriter _writer = new();
    private readonly KeccakBatch _batch = new();

    [Fact]
    public void TheEmptyTrieHasItsWellKnownRoot()
    {
        var empty = Hash256.Parse("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
        Assert.Equal(empty, TrieRoot.Empty);
        Assert.Equal(empty, Fill(new OrderedTrieRoot(_writer, _batch), 0));
        Assert.Equal(empty, new TrieHarness().Compute());
    }

    [Fact]
    public void OrderedKeysSortAsTheirEncodings()
    {
        // The same values, once through the ordered trie and once with explicit keys through a plain one.
        var trie = new OrderedTrieRoot(_writer, _batch);
        for (int count = 1; count < 600; count = count < 140 ? count + 1 : count + 57)
            Assert.Equal(ComputeWithExplicitKeys(count), Fill(trie, count));
    }

    [Fact]
    public void ATrieThatIsUsedAgainComputesTheSame()
    {
        var trie = new OrderedTrieRoot(_writer, _batch);
        Hash256 first = Fill(trie, 200);
        Fill(trie, 3);
        Assert.Equal(first, Fill(trie, 200));
    }

    [Fact]
    public void TheOrderOfWritingDoesNotMatter()
    {
        var trie = new OrderedTrieRoot(_writer, _batch);
        Assert.Equal(Fill(trie, 150), Fill(trie, 150, descending: true));
    }

    [Fact]
    public void ComputesWithoutAllocatingOnceGrown()
    {
        var trie = new OrderedTrieRoot(_writer, _batch);
        Fill(trie, 300);
        Assert.Equal(0, Allocations.Least(() => Fill(trie, 300)));
    }

    [Fact]
    public void KeysThatBeginOtherKeysStandInBranches()
    {
        var items = new Dictionary<string, byte[]> { ["12"] = [1], ["1234"] = [2, 3], ["123456"] = [4], ["1235"] = new byte[60], ["FF"] = [0x80] };
        var trie = new TrieHarness();
        foreach ((string key, byte[] value) in items) trie.Add(Convert.FromHexString(key), value);
        Assert.Equal(NaiveTrie.Root(items), trie.Compute());
    }

    [Fact]
    public void LongKeysAreRefused()
    {
        var trie = new TrieRoot(_writer, _batch);
        Assert.Throws<ArgumentOutOfRangeException>(() => trie.Add(new byte[TrieRoot.MaxKeyLength + 1]));
    }

    private Hash256 Fill(OrderedTrieRoot trie, int count, bool descending = false)
    {
        _writer.Clear();
        _batch.Clear();
        trie.Begin(count);
        for (int i = 0; i < count; i++)
        {
            int index = descending ? count - 1 - i : i;
            trie.BeginValue(index);
            WriteValue(_writer, index);
            trie.EndValue();
        }

        trie.AddLeaves();
        do _batch.Run(_writer.Written);
        while (trie.AddLevel());
        return trie.Root;
    }

    private static Hash256 ComputeWithExplicitKeys(int count)
    {
        var items = new Dictionary<string, byte[]>();
        var rlp = new RlpWriter();
        for (int i = 0; i < count; i++)
        {
            rlp.Clear();
            rlp.WriteNumber((ulong)i);
            string key = Convert.ToHexString(rlp.Written);
            rlp.Clear();
            WriteValue(rlp, i);
            items.Add(key, rlp.Written.ToArray());
        }

        return NaiveTrie.Root(items);
    }

    /// <summary>Values of one to 40 bytes, so that nodes are embedded as well as hashed.</summary>
    private static void WriteValue(RlpWriter writer, int index)
    {
        for (int i = 0; i <= index % 40; i++) writer.WriteRaw((byte)(index + i + 1));
    }
}
