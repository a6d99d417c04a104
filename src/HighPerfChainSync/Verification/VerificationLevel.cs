namespace HighPerfChainSync.Verification;

/// <summary>How much of a block is checked before it is committed. Each level includes the ones before it.</summary>
public enum VerificationLevel
{
    /// <summary>Only that the answers belong to one block: every transaction has one receipt, and the receipts name this block.</summary>
    None = 0,

    /// <summary>What no root protects: indexes, references to the block, sums of gas, prices.</summary>
    Structure,

    /// <summary>Every transaction hash, the roots of transactions, receipts and withdrawals, the bloom filters and the block's hash. The default.</summary>
    Roots,

    /// <summary>The sender of every transaction, recovered from its signature, and with it the addresses of created contracts.</summary>
    Senders,
}
