using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Chain;

/// <summary>What is particular about a chain, as data: read from one JSON file for each chain. Not to be changed once it is in use.</summary>
public sealed record ChainProfile
{
    /// <summary>Name, for <c>--profile</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The chain ids that it is chosen for; none for a profile that must be named.</summary>
    public IReadOnlyList<ulong> ChainIds { get; set; } = [];

    /// <summary>
    /// Blocks behind the head after which a block is final, or as good as final, on this chain: what to give <c>--emit confirmations=N</c>
    /// where the node does not know the tag <c>finalized</c>.
    /// </summary>
    public uint FinalityDepth { get; set; } = 64;

    /// <summary>Milliseconds between blocks, from which head polling starts until it has measured them; 0 when they differ from chain to chain.</summary>
    public uint BlockTime { get; set; }

    /// <summary>
    /// Whether the node appends a transaction that is not part of the block: Polygon's state sync, whose hash is that of
    /// <c>matic-bor-receipt-</c>, the number and the block's hash. It is in neither trie.
    /// </summary>
    public bool HasStateSyncTransactions { get; set; }

    /// <summary>
    /// Whether headers of some difficulty were sealed by validators (Aura): their hash is made of step and signature, which nodes do not
    /// send in place of <c>mixHash</c> and <c>nonce</c>.
    /// </summary>
    public bool HasValidatorSeals { get; set; }

    /// <summary>Checks (<see cref="BlockCheckNames"/>) that the chain does not keep to: where one does not hold, the block is unverifiable in that respect.</summary>
    public IReadOnlyList<string> LenientChecks { get; set; } = [];

    /// <summary>Checks that the chain does not keep to in some of its blocks only.</summary>
    public IReadOnlyList<LenientCase> LenientCases { get; set; } = [];

    /// <summary>Fields that forks add to the header behind those that are known here, in the order of the RLP; four at most.</summary>
    public IReadOnlyList<HeaderFieldDefinition> HeaderFields { get; set; } = [];

    /// <summary>Fields of a block that are not part of its hash.</summary>
    public IReadOnlyList<string> OtherBlockFields { get; set; } = [];

    /// <summary>Fields of a transaction that are not part of its hash.</summary>
    public IReadOnlyList<string> OtherTransactionFields { get; set; } = [];

    /// <summary>Fields of a receipt or a log that are not part of the receipts' root.</summary>
    public IReadOnlyList<string> OtherReceiptFields { get; set; } = [];
}
