using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Changes MessagePack value by value: what it is, how long it says it is, how many belong to it.</summary>
internal static class PackedMutations
{
    /// <summary>Makes one change to a token of the seed that the bytes still hold unchanged up to its end.</summary>
    public static void Apply(MutableBytes bytes, FuzzSeed seed, int index, FuzzSeed other, ref DeterministicRandom random)
    {
        Token token = seed.Tokens[index];
        ReadOnlySpan<byte> own = seed.Bytes.AsSpan(token.Start, token.Length);
        switch (random.Below(9))
        {
            case 0:
                bytes.Replace(token.Start, token.Length, Interesting.Packed(ref random));
                break;
            case 1:
                // The head lies: one more, one less, another kind.
                bytes.Span[token.Start] = unchecked((byte)(own[0] + (random.Permille(500) ? 1 : -1)));
                break;
            case 2:
                bytes.Span[token.Start] = (byte)(0x80 + random.Below(0x80));
                break;
            case 3 when token.Length > 1:
                bytes.Span[token.Start + 1 + (int)random.Below((ulong)token.Length - 1)] = (byte)random.Next();
                break;
            case 4:
                bytes.Replace(token.Start, token.Length, []);
                break;
            case 5:
                bytes.Replace(token.End, 0, own);
                break;
            case 6:
                bytes.Replace(token.Start, random.Permille(500) ? token.Length : 0, Interesting.Repeated(random.Permille(500) ? [0x91] : [0x81, 0xA1, 0x61], ref random));
                break;
            case 7:
                // Lengths and numbers: all bits set from some byte on.
                bytes.Span.Slice(token.Start + 1, Math.Min(token.Length - 1, 8)).Fill(0xFF);
                break;
            default:
                Token from = other.Tokens.Length > 0 ? other.Tokens[(int)random.Below((ulong)other.Tokens.Length)] : default;
                bytes.Replace(token.Start, token.Length, other.Bytes.AsSpan(from.Start, from.Length));
                break;
        }
    }
}
