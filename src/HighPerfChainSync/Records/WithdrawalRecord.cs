using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>A validator's withdrawal (EIP-4895).</summary>
public struct WithdrawalRecord
{
    /// <summary>Running number since the first withdrawal of the chain.</summary>
    public ulong Index;

    /// <summary>Validator.</summary>
    public ulong ValidatorIndex;

    /// <summary>Receiver.</summary>
    public Address Address;

    /// <summary>Gwei, as the node gives it.</summary>
    public ulong Amount;
}
