using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>One entry of a transaction's access list (EIP-2930).</summary>
public struct AccessListRecord
{
    /// <summary>Account.</summary>
    public Address Address;

    /// <summary>Storage keys, 32 bytes each.</summary>
    public ArenaRange StorageKeys;
}
