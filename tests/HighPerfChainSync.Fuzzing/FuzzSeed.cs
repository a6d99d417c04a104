using HighPerfChainSync.Fuzzing.Mutation;

namespace HighPerfChainSync.Fuzzing;

/// <summary>An input that others are made of. Immutable; thread: one at a time.</summary>
internal sealed class FuzzSeed(string name, byte[] bytes)
{
    private Token[]? _tokens;

    /// <summary>Where it comes from.</summary>
    public string Name { get; } = name;

    /// <summary>Its bytes.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>Its values, by where they begin, as far as it can be read.</summary>
    public Token[] Tokens => _tokens ??= TokenMap.Of(Bytes);
}
