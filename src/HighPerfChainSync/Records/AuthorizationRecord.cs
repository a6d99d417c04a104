using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>One entry of a transaction's authorization list (EIP-7702).</summary>
public struct AuthorizationRecord
{
    /// <summary>Chain id, 0 for any chain.</summary>
    public UInt256 ChainId;

    /// <summary>Code to delegate to.</summary>
    public Address Address;

    /// <summary>Authority's nonce.</summary>
    public ulong Nonce;

    /// <summary>Signature parity.</summary>
    public UInt256 YParity;

    /// <summary>Signature.</summary>
    public UInt256 R;

    /// <summary>Signature.</summary>
    public UInt256 S;
}
