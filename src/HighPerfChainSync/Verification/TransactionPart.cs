namespace HighPerfChainSync.Verification;

/// <summary>One item of a transaction's consensus encoding.</summary>
internal enum TransactionPart : byte
{
    /// <summary>EIP-155 chain id, a number.</summary>
    ChainId,

    /// <summary>Sender's nonce, a number.</summary>
    Nonce,

    /// <summary>Wei per gas, a number.</summary>
    GasPrice,

    /// <summary>EIP-1559, a number.</summary>
    MaxPriorityFeePerGas,

    /// <summary>EIP-1559, a number.</summary>
    MaxFeePerGas,

    /// <summary>Gas limit, a number.</summary>
    Gas,

    /// <summary>Receiver, 20 bytes; empty for a creation.</summary>
    To,

    /// <summary>Wei, a number.</summary>
    Value,

    /// <summary>Data.</summary>
    Input,

    /// <summary>EIP-2930, a list of addresses with storage keys.</summary>
    AccessList,

    /// <summary>EIP-4844, a number.</summary>
    MaxFeePerBlobGas,

    /// <summary>EIP-4844, a list of hashes.</summary>
    BlobVersionedHashes,

    /// <summary>EIP-7702, a list of signed authorizations.</summary>
    Authorizations,

    /// <summary>Three numbers: <c>v</c> or the parity, <c>r</c>, <c>s</c>.</summary>
    Signature,

    /// <summary>OP Stack: 32 bytes.</summary>
    SourceHash,

    /// <summary>OP Stack: 20 bytes.</summary>
    From,

    /// <summary>OP Stack: wei, a number.</summary>
    Mint,

    /// <summary>OP Stack: 0 or 1.</summary>
    IsSystemTx,
}
