using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Recomputes a block's hashes from its records: transactions, the three roots, the header.</summary>
/// <remarks>Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.</remarks>
internal sealed class BlockHasher
{
    private readonly RlpWriter _rlp = new();
    private readonly OrderedTrieRoot _trie = new();

    /// <summary>The address of a contract that a transaction creates: the last 20 bytes of the Keccak-256 of the RLP of sender and nonce.</summary>
    internal Address ComputeCreatedAddress(in Address sender, ulong nonce)
    {
        _rlp.Clear();
        int list = _rlp.BeginList();
        _rlp.WriteString(sender.Bytes);
        _rlp.WriteNumber(nonce);
        _rlp.EndList(list);
        return new Address(Keccak256.Hash(_rlp.Written).Bytes[(Hash256.Length - Address.Length)..]);
    }

    /// <summary>Sets the hash of every transaction and returns the root of their trie.</summary>
    /// <param name="block">The block; the transactions' hashes are written.</param>
    /// <param name="bodySize">Size in bytes of the list of transactions in the RLP of the block.</param>
    internal Hash256 HashTransactions(BlockData block, out int bodySize)
    {
        _trie.Clear();
        int payload = 0;
        foreach (ref TransactionRecord transaction in block.Transactions.Items)
        {
            TransactionRlp.Write(_trie.Values, block, in transaction);
            ReadOnlySpan<byte> encoded = _trie.EndValue();
            transaction.Hash = Keccak256.Hash(encoded);
            payload += transaction.Type == TransactionType.Legacy ? encoded.Length : RlpWriter.StringSize(encoded.Length);
        }

        bodySize = RlpWriter.ListSize(payload);
        return _trie.Compute();
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
        _trie.Clear();
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            ReceiptRlp.Write(_trie.Values, block, in transaction);
            _trie.EndValue();
        }

        return _trie.Compute();
    }

    /// <summary>The root of the withdrawal trie (EIP-4895).</summary>
    /// <param name="block">The block.</param>
    /// <param name="bodySize">Size in bytes of the list of withdrawals in the RLP of the block.</param>
    internal Hash256 ComputeWithdrawalsRoot(BlockData block, out int bodySize)
    {
        _trie.Clear();
        int payload = 0;
        foreach (ref readonly WithdrawalRecord withdrawal in block.Withdrawals.Items)
        {
            int list = _trie.Values.BeginList();
            _trie.Values.WriteNumber(withdrawal.Index);
            _trie.Values.WriteNumber(withdrawal.ValidatorIndex);
            _trie.Values.WriteString(withdrawal.Address.Bytes);
            _trie.Values.WriteNumber(withdrawal.Amount);
            _trie.Values.EndList(list);
            payload += _trie.EndValue().Length;
        }

        bodySize = RlpWriter.ListSize(payload);
        return _trie.Compute();
    }

    /// <summary>The block's hash, from the header as it stands.</summary>
    /// <param name="block">The block.</param>
    /// <param name="headerSize">Size in bytes of the header's RLP.</param>
    internal Hash256 ComputeHash(BlockData block, out int headerSize)
    {
        _rlp.Clear();
        HeaderRlp.Write(_rlp, block);
        headerSize = _rlp.Length;
        return Keccak256.Hash(_rlp.Written);
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
