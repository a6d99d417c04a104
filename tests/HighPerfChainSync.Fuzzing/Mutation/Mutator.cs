using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Makes an input of another: changes values where it can be read, bytes where it cannot, now and then both.</summary>
/// <remarks>What comes out follows from the inputs and the random numbers alone.</remarks>
internal sealed class Mutator
{
    private const int MaxChanges = 4;

    private readonly MutableBytes _bytes = new();
    private readonly int[] _chosen = new int[MaxChanges];

    /// <summary>Makes one.</summary>
    /// <param name="seed">What is changed.</param>
    /// <param name="other">Where parts are taken from.</param>
    /// <param name="random">What chooses.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Mutate(FuzzSeed seed, FuzzSeed other, ref DeterministicRandom random)
    {
        _bytes.Set(seed.Bytes);
        bool isStructured = seed.Tokens.Length > 0 && !random.Permille(120);
        if (isStructured) ChangeTokens(seed, other, ref random);
        if (!isStructured || random.Permille(100))
        {
            for (int left = Count(ref random); left > 0; left--) ByteMutations.Apply(_bytes, other.Bytes, ref random);
        }

        return _bytes.Memory;
    }

    /// <summary>Changes some values from the last to the first, so that where the others lie stays known.</summary>
    private void ChangeTokens(FuzzSeed seed, FuzzSeed other, ref DeterministicRandom random)
    {
        Token[] tokens = seed.Tokens;
        Span<int> chosen = _chosen.AsSpan(0, Count(ref random));
        foreach (ref int index in chosen) index = (int)random.Below((ulong)tokens.Length);
        chosen.Sort();
        int limit = int.MaxValue;
        for (int i = chosen.Length - 1; i >= 0; i--)
        {
            Token token = tokens[chosen[i]];
            if (token.End > limit) continue;
            if (token.Kind == TokenKind.Packed) PackedMutations.Apply(_bytes, seed, chosen[i], other, ref random);
            else JsonMutations.Apply(_bytes, seed, chosen[i], other, ref random);
            // A comma before it may have gone too.
            limit = token.Start - 1;
        }
    }

    private static int Count(ref DeterministicRandom random)
    {
        int count = 1;
        while (count < MaxChanges && random.Permille(300)) count++;
        return count;
    }
}
