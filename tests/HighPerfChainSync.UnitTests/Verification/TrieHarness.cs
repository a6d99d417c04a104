using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>A trie of given keys and values.</summary>
internal sealed class TrieHarness
{
    private readonly RlpWriter _writer = new();
    private readonly KeccakBatch _batch = new();
    private readonly List<byte[]> _values = [];
    private readonly TrieRoot _trie;

    public TrieHarness() => _trie = new TrieRoot(_writer, _batch);

    /// <summary>Adds a key, which must be above all before.</summary>
    public void Add(byte[] key, byte[] value)
    {
        _trie.Add(key);
        _values.Add(value);
    }

    public Hash256 Compute()
    {
        _trie.Plan();
        for (int i = 0; i < _values.Count; i++)
        {
            _trie.BeginValue(i);
            _writer.WriteRaw(_values[i]);
            _trie.EndValue(i);
        }

        _trie.AddLeaves();
        do _batch.Run(_writer.Written);
        while (_trie.AddLevel());
        return _trie.Root;
    }
}
