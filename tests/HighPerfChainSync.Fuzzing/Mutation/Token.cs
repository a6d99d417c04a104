namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>A part of an input that means something.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Token(int Start, int Length, TokenKind Kind)
{
    /// <summary>Where what follows begins.</summary>
    public int End => Start + Length;
}
