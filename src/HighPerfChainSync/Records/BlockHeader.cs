using System.Numerics;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>A block's header and the sizes that JSON-RPC adds to it (<c>eth_getBlockByNumber</c>).</summary>
/// <remarks>
/// <see cref="Present"/> says which optional fields the node sent with a value; the others are zero and are written as null.
/// Ranges point into the block's arena. Source: execution-apis <c>Block</c> schema, yellow paper 4.4, EIPs named per field.
/// </remarks>
public struct BlockHeader
{
    /// <summary>Optional fields that the node sent with a value.</summary>
    public HeaderFields Present;

    /// <summary>Height.</summary>
    public ulong Number;

    /// <summary>Unix seconds.</summary>
    public ulong Timestamp;

    /// <summary>Gas limit.</summary>
    public ulong GasLimit;

    /// <summary>Gas used by all transactions.</summary>
    public ulong GasUsed;

    /// <summary>Size of the RLP of the block, bytes.</summary>
    public ulong Size;

    /// <summary>EIP-4844: blob gas used.</summary>
    public ulong BlobGasUsed;

    /// <summary>EIP-4844: running excess blob gas.</summary>
    public ulong ExcessBlobGas;

    /// <summary>EIP-7843: beacon slot.</summary>
    public ulong SlotNumber;

    /// <summary>Keccak-256 of the header's RLP, as the node gave it.</summary>
    public Hash256 Hash;

    /// <summary>Hash of the block below.</summary>
    public Hash256 ParentHash;

    /// <summary>Hash of the list of uncle headers.</summary>
    public Hash256 Sha3Uncles;

    /// <summary>Root of the transaction trie.</summary>
    public Hash256 TransactionsRoot;

    /// <summary>Root of the state trie.</summary>
    public Hash256 StateRoot;

    /// <summary>Root of the receipt trie.</summary>
    public Hash256 ReceiptsRoot;

    /// <summary>EIP-4895: root of the withdrawal trie.</summary>
    public Hash256 WithdrawalsRoot;

    /// <summary>Proof-of-work mix, or EIP-4399 <c>prevRandao</c>.</summary>
    public Hash256 MixHash;

    /// <summary>EIP-4788: parent beacon block root.</summary>
    public Hash256 ParentBeaconBlockRoot;

    /// <summary>EIP-7685: hash of the execution layer requests.</summary>
    public Hash256 RequestsHash;

    /// <summary>EIP-7928: hash of the block's access list (<c>blockAccessListHash</c> or <c>balHash</c>).</summary>
    public Hash256 BlockAccessListHash;

    /// <summary>Beneficiary.</summary>
    public Address Miner;

    /// <summary>Proof-of-work difficulty; zero after the merge.</summary>
    public UInt256 Difficulty;

    /// <summary>Sum of difficulties up to this block.</summary>
    public UInt256 TotalDifficulty;

    /// <summary>EIP-1559: base fee, wei per gas.</summary>
    public UInt256 BaseFeePerGas;

    /// <summary>Bloom filter of the block's logs, 256 bytes where the chain has one.</summary>
    public ArenaRange LogsBloom;

    /// <summary>Extra data.</summary>
    public ArenaRange ExtraData;

    /// <summary>Seal nonce, 8 bytes where the chain has one.</summary>
    public ArenaRange Nonce;

    /// <summary>Uncle hashes, 32 bytes each.</summary>
    public ArenaRange Uncles;

    /// <summary>Fields of forks to come, as the chain's profile names them (<see cref="HeaderFields.Extra0"/> and following).</summary>
    public HeaderExtras Extras;

    /// <summary>The place of an extra field in <see cref="Extras"/>.</summary>
    /// <param name="field"><see cref="HeaderFields.Extra0"/> or one of those behind it.</param>
    public static int ExtraSlot(HeaderFields field) => BitOperations.TrailingZeroCount((uint)field) - BitOperations.TrailingZeroCount((uint)HeaderFields.Extra0);

    /// <summary>Whether the node sent this optional field with a value.</summary>
    public readonly bool Has(HeaderFields field) => (Present & field) != 0;
}
