using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>A transaction and the fields of its receipt.</summary>
/// <remarks>
/// The transaction comes from <c>eth_getBlockByNumber(n, true)</c>, the receipt from <c>eth_getBlockReceipts</c>, joined on the hash.
/// <see cref="Present"/> says which optional fields have a value. Fields of one family of chains lie in a
/// <see cref="RollupRecord"/> that <see cref="RollupIndex"/> points to, so that other chains do not carry them.
/// </remarks>
public struct TransactionRecord
{
    /// <summary>Optional fields that have a value.</summary>
    public TransactionFields Present;

    /// <summary>Transaction hash.</summary>
    public Hash256 Hash;

    /// <summary>Sender.</summary>
    public Address From;

    /// <summary>Receiver; absent for a creation.</summary>
    public Address To;

    /// <summary>EIP-2718 type; absent on old nodes.</summary>
    public ulong Type;

    /// <summary>Sender's nonce.</summary>
    public ulong Nonce;

    /// <summary>Position in the block.</summary>
    public uint Index;

    /// <summary>Gas limit.</summary>
    public ulong Gas;

    /// <summary>Wei sent.</summary>
    public UInt256 Value;

    /// <summary>Wei per gas.</summary>
    public UInt256 GasPrice;

    /// <summary>EIP-1559, wei per gas.</summary>
    public UInt256 MaxFeePerGas;

    /// <summary>EIP-1559, wei per gas.</summary>
    public UInt256 MaxPriorityFeePerGas;

    /// <summary>EIP-4844, wei per blob gas.</summary>
    public UInt256 MaxFeePerBlobGas;

    /// <summary>EIP-155 chain id.</summary>
    public UInt256 ChainId;

    /// <summary>Signature.</summary>
    public UInt256 V;

    /// <summary>Signature.</summary>
    public UInt256 R;

    /// <summary>Signature.</summary>
    public UInt256 S;

    /// <summary>EIP-2718 signature parity, 0 or 1.</summary>
    public ulong YParity;

    /// <summary>Call data or creation code.</summary>
    public ArenaRange Input;

    /// <summary>EIP-4844 versioned hashes, 32 bytes each.</summary>
    public ArenaRange BlobVersionedHashes;

    /// <summary>EIP-2930: first entry in <see cref="BlockData.AccessList"/>.</summary>
    public int AccessListStart;

    /// <summary>EIP-2930: number of entries.</summary>
    public int AccessListCount;

    /// <summary>EIP-7702: first entry in <see cref="BlockData.Authorizations"/>.</summary>
    public int AuthorizationStart;

    /// <summary>EIP-7702: number of entries.</summary>
    public int AuthorizationCount;

    /// <summary>Index into <see cref="BlockData.Rollup"/>, or −1.</summary>
    public int RollupIndex;

    /// <summary>First log in <see cref="BlockData.Logs"/>.</summary>
    public int LogStart;

    /// <summary>Number of logs.</summary>
    public int LogCount;

    /// <summary>Receipt: gas used by the block up to and with this transaction.</summary>
    public ulong CumulativeGasUsed;

    /// <summary>Receipt: gas used by this transaction.</summary>
    public ulong GasUsed;

    /// <summary>Receipt: 1 success, 0 failure (EIP-658); absent before Byzantium.</summary>
    public ulong Status;

    /// <summary>Receipt: state root before Byzantium.</summary>
    public Hash256 Root;

    /// <summary>Receipt: created contract.</summary>
    public Address ContractAddress;

    /// <summary>Receipt: wei per gas paid.</summary>
    public UInt256 EffectiveGasPrice;

    /// <summary>Receipt: type as the receipt says it.</summary>
    public ulong ReceiptType;

    /// <summary>Receipt: blob gas used.</summary>
    public ulong BlobGasUsed;

    /// <summary>Receipt: wei per blob gas.</summary>
    public UInt256 BlobGasPrice;

    /// <summary>Receipt: bloom filter, 256 bytes.</summary>
    public ArenaRange ReceiptBloom;

    /// <summary>Whether this optional field has a value.</summary>
    public readonly bool Has(TransactionFields field) => (Present & field) != 0;
}
