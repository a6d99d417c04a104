using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Computes a block's hashes one by one, for those who make blocks: transactions, the three roots, the header.</summary>
/// <remarks>Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.</remarks>
internal sealed class BlockHasher
{
    private readonly RlpWriter _rlp = new();
    private readonly BlockRoots _roots = new();

    /// <summary>The address of a contract that a transaction creates.</summary>
    internal Address ComputeCreatedAddress(in Address sender, ulong nonce) => ContractAddress.Compute(_rlp, in sender, nonce);

    /// <summary>Sets the hash of every transaction and returns the root of their trie.</summary>
    /// <param name="block">The block; the transactions' hashes are written.</param>
    /// <param name="bodySize">Size in bytes of the list of transactions in the RLP of the block.</param>
    internal Hash256 HashTransactions(BlockData block, out int bodySize)
    {
        _roots.Begin();
        _roots.AddTransactions(block, block.Transactions.Count);
        _roots.Run();
        for (int i = 0; i < block.Transactions.Count; i++)
            block.Transactions[i].Hash = _roots.TransactionHash(i);
        bodySize = _roots.TransactionsSize;
        return _roots.TransactionsRoot;
    }

    /// <summary>The hash of one transaction.</summary>
    internal Hash256 ComputeTransactionHash(BlockData block, in TransactionRecord transaction)
    {
        _rlp.Clear();
        TransactionRlp.Write(_rlp, block, in transaction);
        return Keccak256.Hash(_rlp.Written);
    }

    /// <summary>The root of the receipt trie.</summary>
    internal Hash256 ComputeReceiptsRoot(BlockData block)
    {
        _roots.Begin();
        _roots.AddReceipts(block, block.Transactions.Count);
        _roots.Run();
        return _roots.ReceiptsRoot;
    }

    /// <summary>The root of the withdrawal trie (EIP-4895).</summary>
    /// <param name="block">The block.</param>
    /// <param name="bodySize">Size in bytes of the list of withdrawals in the RLP of the block.</param>
    internal Hash256 ComputeWithdrawalsRoot(BlockData block, out int bodySize)
    {
        _roots.Begin();
        _roots.AddWithdrawals(block);
        _roots.Run();
        bodySize = _roots.WithdrawalsSize;
        return _roots.WithdrawalsRoot;
    }

    /// <summary>The block's hash, from the header as it stands.</summary>
    /// <param name="block">The block.</param>
    /// <param name="headerSize">Size in bytes of the header's RLP.</param>
    internal Hash256 ComputeHash(BlockData block, out int headerSize)
    {
        _roots.Begin();
        _roots.AddHeader(block);
        _roots.Run();
        headerSize = _roots.HeaderSize;
        return _roots.BlockHash;
    }

    /// <summary>The bloom filter of all logs of the block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="bloom">256 bytes, overwritten.</param>
    internal static void ComputeBloom(BlockData block, Span<byte> bloom)
    {
        bloom[..LogsBloom.Length].Clear();
        foreach (ref readonly LogRecord log in block.Logs.Items)
            LogsBloom.Add(bloom, in log);
    }
}
