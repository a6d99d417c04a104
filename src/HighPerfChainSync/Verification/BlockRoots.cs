using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Recomputes the hashes of a block together: what is to be hashed is collected, then hashed in as few batches as the tries allow.</summary>
/// <remarks>
/// <see cref="Begin"/>, then what is wanted of <see cref="AddTransactions"/>, <see cref="AddReceipts"/>, <see cref="AddWithdrawals"/> and
/// <see cref="AddHeader"/>, then <see cref="Run"/>, then the results. Every encoding lies in one writer; a transaction's hash is that of
/// the value in its leaf. Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed class BlockRoots
{
    private readonly RlpWriter _writer = new();
    private readonly KeccakBatch _batch = new();
    private readonly OrderedTrieRoot _transactions;
    private readonly OrderedTrieRoot _receipts;
    private readonly OrderedTrieRoot _withdrawals;
    private readonly RecordList<int> _hashes = new();
    private int _header;

    /// <summary>Creates it.</summary>
    internal BlockRoots()
    {
        _transactions = new OrderedTrieRoot(_writer, _batch);
        _receipts = new OrderedTrieRoot(_writer, _batch);
        _withdrawals = new OrderedTrieRoot(_writer, _batch);
    }

    /// <summary>Size in bytes of the list of transactions in the RLP of the block.</summary>
    internal int TransactionsSize { get; private set; }

    /// <summary>Size in bytes of the list of withdrawals in the RLP of the block.</summary>
    internal int WithdrawalsSize { get; private set; }

    /// <summary>Size in bytes of the header's RLP.</summary>
    internal int HeaderSize { get; private set; }

    /// <summary>The root of the transactions' trie.</summary>
    internal Hash256 TransactionsRoot => _transactions.Root;

    /// <summary>The root of the receipts' trie.</summary>
    internal Hash256 ReceiptsRoot => _receipts.Root;

    /// <summary>The root of the withdrawals' trie.</summary>
    internal Hash256 WithdrawalsRoot => _withdrawals.Root;

    /// <summary>The hash of the header.</summary>
    internal ref readonly Hash256 BlockHash => ref _batch[_header];

    /// <summary>The hash of a transaction; one whose type is not known has none.</summary>
    internal ref readonly Hash256 TransactionHash(int index) => ref _batch[_hashes[index]];

    /// <summary>Whether a transaction has been hashed.</summary>
    internal bool HasTransactionHash(int index) => _hashes[index] >= 0;

    /// <summary>Begins a block.</summary>
    internal void Begin()
    {
        _writer.Clear();
        _batch.Clear();
        _hashes.Clear(int.MaxValue);
        _transactions.Begin(0);
        _receipts.Begin(0);
        _withdrawals.Begin(0);
    }

    /// <summary>Adds the first <paramref name="count"/> transactions: their hashes and their trie, or, when the type of one is not known, the hashes of the others.</summary>
    /// <param name="block">The block.</param>
    /// <param name="count">How many of its transactions are in the trie.</param>
    /// <returns>Whether all types are known.</returns>
    internal bool AddTransactions(BlockData block, int count)
    {
        ReadOnlySpan<TransactionRecord> transactions = block.Transactions.Items[..count];
        bool areKnown = true;
        foreach (ref readonly TransactionRecord transaction in transactions)
            areKnown &= TransactionType.IsKnown(transaction.Type);
        if (areKnown) _transactions.Begin(count);
        int payload = 0;
        for (int i = 0; i < count; i++)
        {
            ref readonly TransactionRecord transaction = ref transactions[i];
            ref int hash = ref _hashes.Add();
            hash = -1;
            if (!TransactionType.IsKnown(transaction.Type)) continue;
            ArenaRange encoded = areKnown ? WriteLeaf(block, in transaction, i) : WriteAlone(block, in transaction);
            payload += transaction.Type == TransactionType.Legacy ? encoded.Length : RlpWriter.StringSize(encoded.Length);
            hash = _batch.Add(encoded);
        }

        TransactionsSize = RlpWriter.ListSize(payload);
        return areKnown;
    }

    /// <summary>Adds the trie of the first <paramref name="count"/> receipts.</summary>
    /// <param name="block">The block.</param>
    /// <param name="count">How many of its receipts are in the trie.</param>
    /// <param name="blooms">The receipts' bloom filters one behind the other, or nothing to use those that the node sent.</param>
    /// <param name="prefersStatus">Whether the status counts where the node sent the state's root as well.</param>
    internal void AddReceipts(BlockData block, int count, ReadOnlySpan<byte> blooms = default, bool prefersStatus = false)
    {
        ReadOnlySpan<TransactionRecord> transactions = block.Transactions.Items[..count];
        _receipts.Begin(count);
        for (int i = 0; i < count; i++)
        {
            ref readonly TransactionRecord transaction = ref transactions[i];
            ReadOnlySpan<byte> bloom = blooms.IsEmpty ? block.Arena.GetSpan(transaction.ReceiptBloom) : blooms.Slice(i * LogsBloom.Length, LogsBloom.Length);
            _receipts.BeginValue(i);
            ReceiptRlp.Write(_writer, block, in transaction, bloom, prefersStatus);
            _receipts.EndValue();
        }
    }

    /// <summary>Adds the trie of the withdrawals (EIP-4895).</summary>
    internal void AddWithdrawals(BlockData block)
    {
        ReadOnlySpan<WithdrawalRecord> withdrawals = block.Withdrawals.Items;
        _withdrawals.Begin(withdrawals.Length);
        int payload = 0;
        for (int i = 0; i < withdrawals.Length; i++)
        {
            _withdrawals.BeginValue(i);
            WithdrawalRlp.Write(_writer, in withdrawals[i]);
            payload += _withdrawals.EndValue().Length;
        }

        WithdrawalsSize = RlpWriter.ListSize(payload);
    }

    /// <summary>Adds the header as it stands.</summary>
    internal void AddHeader(BlockData block)
    {
        int start = _writer.Length;
        HeaderRlp.Write(_writer, block);
        HeaderSize = _writer.Length - start;
        _header = _batch.Add(new ArenaRange(start, HeaderSize));
    }

    /// <summary>Hashes what has been added.</summary>
    internal void Run()
    {
        _transactions.AddLeaves();
        _receipts.AddLeaves();
        _withdrawals.AddLeaves();
        do _batch.Run(_writer.Written);
        while (_transactions.AddLevel() | _receipts.AddLevel() | _withdrawals.AddLevel());
    }

    private ArenaRange WriteLeaf(BlockData block, in TransactionRecord transaction, int index)
    {
        _transactions.BeginValue(index);
        TransactionRlp.Write(_writer, block, in transaction);
        return _transactions.EndValue();
    }

    private ArenaRange WriteAlone(BlockData block, in TransactionRecord transaction)
    {
        int start = _writer.Length;
        TransactionRlp.Write(_writer, block, in transaction);
        return new ArenaRange(start, _writer.Length - start);
    }
}
