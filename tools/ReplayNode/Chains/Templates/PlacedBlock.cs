using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>A template put at a place of the chain: all that differs from the recorded answers.</summary>
/// <remarks>Immutable once its chain is built.</remarks>
internal sealed class PlacedBlock
{
    /// <summary>Height.</summary>
    internal required ulong Number { get; init; }

    /// <summary>Unix seconds.</summary>
    internal required ulong Timestamp { get; init; }

    /// <summary>What has been added to every nonce.</summary>
    internal required ulong Cycle { get; init; }

    /// <summary>Hashes of the transactions.</summary>
    internal required Hash256[] Transactions { get; init; }

    /// <summary>Addresses of the contracts that are created, in the order of their transactions.</summary>
    internal required Address[] Created { get; init; }

    /// <summary>Root of the transaction trie.</summary>
    internal required Hash256 TransactionsRoot { get; init; }

    /// <summary>Size in bytes of the lists of the block's RLP, without its header.</summary>
    internal required int BodySize { get; init; }

    /// <summary>Size of the block's RLP, bytes; known with the hash.</summary>
    internal ulong Size { get; set; }

    /// <summary>The hash of the block below.</summary>
    internal Hash256 ParentHash { get; set; }

    /// <summary>The block's hash.</summary>
    internal Hash256 Hash { get; set; }
}
