using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;
using Org.BouncyCastle.Crypto.Digests;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>The Merkle Patricia trie as the yellow paper's appendix D defines it, by recursion over sets of nibbles: slow and plain.</summary>
internal static class NaiveTrie
{
    public static Hash256 Root(IReadOnlyDictionary<string, byte[]> hexKeysAndValues)
    {
        byte[] root = hexKeysAndValues.Count == 0 ? [0x80] : Node(hexKeysAndValues.ToDictionary(p => p.Key, p => p.Value));
        return new Hash256(Keccak(root));
    }

    private static byte[] Node(Dictionary<string, byte[]> items)
    {
        if (items.Count == 1) return List([Text(HexPrefix(items.Keys.Single(), isLeaf: true)), Text(items.Values.Single())]);
        string shared = items.Keys.Aggregate((x, y) => string.Concat(x.TakeWhile((c, i) => i < y.Length && y[i] == c)));
        if (shared.Length > 0)
            return List([Text(HexPrefix(shared, isLeaf: false)), Reference(items.ToDictionary(p => p.Key[shared.Length..], p => p.Value))]);
        var children = new List<byte[]>();
        foreach (char nibble in "0123456789ABCDEF")
        {
            Dictionary<string, byte[]> below = items.Where(p => p.Key.StartsWith(nibble)).ToDictionary(p => p.Key[1..], p => p.Value);
            children.Add(below.Count == 0 ? [0x80] : Reference(below));
        }

        children.Add(Text(items.GetValueOrDefault("", [])));
        return List(children);
    }

    private static byte[] Reference(Dictionary<string, byte[]> items)
    {
        byte[] node = Node(items);
        return node.Length < Hash256.Length ? node : Text(Keccak(node));
    }

    private static byte[] HexPrefix(string nibbles, bool isLeaf)
    {
        int flag = isLeaf ? 2 : 0;
        return Convert.FromHexString(nibbles.Length % 2 == 0 ? $"{flag}0{nibbles}" : $"{flag + 1}{nibbles}");
    }

    private static byte[] Text(byte[] bytes) => bytes.Length == 1 && bytes[0] < 0x80 ? bytes : [.. Header(0x80, bytes.Length), .. bytes];

    private static byte[] List(List<byte[]> items)
    {
        byte[] payload = [.. items.SelectMany(i => i)];
        return [.. Header(0xC0, payload.Length), .. payload];
    }

    private static byte[] Header(byte offset, int length)
    {
        if (length < 56) return [(byte)(offset + length)];
        byte[] size = [.. BitConverter.GetBytes(length).Reverse().SkipWhile(b => b == 0)];
        return [(byte)(offset + 55 + size.Length), .. size];
    }

    private static byte[] Keccak(byte[] data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data);
        byte[] hash = new byte[Hash256.Length];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
