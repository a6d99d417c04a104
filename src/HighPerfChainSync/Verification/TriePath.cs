namespace HighPerfChainSync.Verification;

/// <summary>Nibbles of a trie's keys and their hex-prefix encoding (yellow paper, appendix C).</summary>
internal static class TriePath
{
    private const byte LeafFlag = 0x20;
    private const byte OddFlag = 0x10;

    /// <summary>The nibble at a position, counted from the highest of the first byte.</summary>
    internal static int Nibble(ReadOnlySpan<byte> key, int index) => (key[index >> 1] >> ((index & 1) == 0 ? 4 : 0)) & 0xF;

    /// <summary>Number of nibbles from <paramref name="depth"/> on that two keys have in common.</summary>
    internal static int CountShared(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, int depth)
    {
        int end = 2 * Math.Min(first.Length, last.Length);
        int i = depth;
        while (i < end && Nibble(first, i) == Nibble(last, i)) i++;
        return i - depth;
    }

    /// <summary>Writes nibbles in the hex-prefix encoding.</summary>
    /// <returns>Bytes written: one for the prefix and one for each two nibbles.</returns>
    internal static int Write(Span<byte> destination, ReadOnlySpan<byte> key, int start, int count, bool isLeaf)
    {
        byte flag = isLeaf ? LeafFlag : (byte)0;
        bool isOdd = (count & 1) != 0;
        destination[0] = (byte)(isOdd ? flag | OddFlag | Nibble(key, start++) : flag);
        for (int i = 0; i < count / 2; i++)
            destination[i + 1] = (byte)((Nibble(key, start + (2 * i)) << 4) | Nibble(key, start + (2 * i) + 1));
        return 1 + (count / 2);
    }
}
