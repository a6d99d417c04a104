namespace HighPerfChainSync.Verification;

/// <summary>A number of Keccak states that are worked on at once, lane by lane beside one another.</summary>
internal interface IKeccakWays
{
    /// <summary>How many states.</summary>
    static abstract int Count { get; }

    /// <summary>Takes the next block of each message into its state and permutes the states.</summary>
    /// <param name="state">The first of 25 times <see cref="Count"/> lanes.</param>
    /// <param name="ways">Where each message is.</param>
    static abstract void Absorb(ref ulong state, ref KeccakWays ways);
}
