namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>What a place in a recorded answer says, so that it can say something else.</summary>
internal enum PatchKind
{
    /// <summary>The block's hash.</summary>
    BlockHash,

    /// <summary>The hash of the block below.</summary>
    ParentHash,

    /// <summary>The block's number.</summary>
    Number,

    /// <summary>The block's time.</summary>
    Timestamp,

    /// <summary>The root of the transaction trie.</summary>
    TransactionsRoot,

    /// <summary>The size of the block.</summary>
    Size,

    /// <summary>A transaction's hash.</summary>
    TransactionHash,

    /// <summary>A transaction's nonce.</summary>
    Nonce,

    /// <summary>The address of the contract that a transaction creates.</summary>
    CreatedAddress,
}
