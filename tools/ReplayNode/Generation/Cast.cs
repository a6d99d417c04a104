using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Who acts on a generated chain: accounts and contracts, derived from the seed and never stored.</summary>
/// <param name="options">What the chain is like.</param>
internal sealed class Cast(GeneratorOptions options)
{
    /// <summary>Blocks after which the same accounts send again.</summary>
    private const ulong Period = 8;

    private const ulong AccountKind = 1;
    private const ulong TokenKind = 2;
    private const ulong CollectionKind = 3;
    private const ulong OtherKind = 4;

    /// <summary>Accounts that can send in a block.</summary>
    private readonly ulong _senders = (ulong)Math.Max(Distributions.MaxTransactions, options.Transactions ?? 0);

    /// <summary>The sender of a block's transaction. Nobody sends twice in a block.</summary>
    internal Address Sender(ulong block, int index) =>
        Derive(AccountKind, ((block % Period) * _senders) + (ulong)index);

    /// <summary>That sender's nonce: it ascends, and skips where a block was too short for the sender.</summary>
    internal static ulong Nonce(ulong block) => block / Period;

    /// <summary>Any account.</summary>
    internal Address Account(ref DeterministicRandom random) =>
        Derive(AccountKind, random.Below(Period * _senders));

    /// <summary>An ERC-20 contract; the first ones are the most used.</summary>
    internal Address Token(ref DeterministicRandom random) => Derive(TokenKind, random.Below(1 + random.Below(400)));

    /// <summary>An ERC-721 contract.</summary>
    internal Address Collection(ref DeterministicRandom random) => Derive(CollectionKind, random.Below(1 + random.Below(200)));

    /// <summary>A contract of another kind.</summary>
    internal Address Other(ref DeterministicRandom random) => Derive(OtherKind, random.Below(1 + random.Below(600)));

    private Address Derive(ulong kind, ulong index) => DeterministicRandom.For(options.Seed, kind, index).NextAddress();
}
