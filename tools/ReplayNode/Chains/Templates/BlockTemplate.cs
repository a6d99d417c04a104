using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>A recorded block that can be put anywhere in a chain, its nonces raised, with valid hashes.</summary>
/// <remarks>Placing is for one thread at a time; writing is for any.</remarks>
internal sealed class BlockTemplate
{
    private static readonly BlockDataPool s_pool = new(maxKept: 0);

    private readonly BlockData _block = s_pool.Rent(nameof(BlockTemplate));
    private readonly BlockHasher _hasher = new();
    private readonly ulong[] _nonces;
    private readonly List<int> _creations = [];
    private readonly int _withdrawalsSize;

    /// <summary>Creates a template.</summary>
    /// <param name="block">The recorded result of <c>eth_getBlockByNumber(n, true)</c>.</param>
    /// <param name="receipts">The recorded result of <c>eth_getBlockReceipts</c>.</param>
    /// <exception cref="Diagnostics.ChainSyncException">The block does not decode.</exception>
    internal BlockTemplate(byte[] block, byte[] receipts)
    {
        block = TemplateNormalizer.Normalize(block);
        new BlockDecoder(new UnknownFields()).DecodeBlock(new(block), _block);
        _nonces = new ulong[_block.Transactions.Count];
        int[] created = new int[_nonces.Length];
        for (int i = 0; i < _nonces.Length; i++)
        {
            ref readonly TransactionRecord transaction = ref _block.Transactions[i];
            _nonces[i] = transaction.Nonce;
            created[i] = transaction.Has(TransactionFields.To) ? -1 : _creations.Count;
            if (created[i] >= 0) _creations.Add(i);
        }

        if (_block.Header.Has(HeaderFields.WithdrawalsRoot)) _hasher.ComputeWithdrawalsRoot(_block, out _withdrawalsSize);
        Block = new JsonTemplate(block, TemplateScanner.ScanBlock(block), _nonces, created);
        Receipts = new JsonTemplate(receipts, TemplateScanner.ScanReceipts(receipts), _nonces, created);
    }

    /// <summary>The answer to <c>eth_getBlockByNumber(n, true)</c>.</summary>
    internal JsonTemplate Block { get; }

    /// <summary>The answer to <c>eth_getBlockReceipts</c>.</summary>
    internal JsonTemplate Receipts { get; }

    /// <summary>Computes everything of the placed block that does not depend on the block below.</summary>
    internal PlacedBlock Place(ulong number, ulong timestamp, ulong cycle)
    {
        for (int i = 0; i < _nonces.Length; i++) _block.Transactions[i].Nonce = _nonces[i] + cycle;
        Hash256 root = _hasher.HashTransactions(_block, out int transactionsSize);
        var hashes = new Hash256[_nonces.Length];
        for (int i = 0; i < hashes.Length; i++) hashes[i] = _block.Transactions[i].Hash;
        var created = new Address[_creations.Count];
        for (int i = 0; i < created.Length; i++)
        {
            ref readonly TransactionRecord transaction = ref _block.Transactions[_creations[i]];
            created[i] = _hasher.ComputeCreatedAddress(in transaction.From, transaction.Nonce);
        }

        return new PlacedBlock
        {
            Number = number,
            Timestamp = timestamp,
            Cycle = cycle,
            Transactions = hashes,
            Created = created,
            TransactionsRoot = root,
            BodySize = transactionsSize + RlpWriter.ListSize(0) + _withdrawalsSize,
        };
    }

    /// <summary>Puts a placed block on the block below it: only now it has its hash.</summary>
    internal void Link(PlacedBlock placed, in Hash256 parentHash)
    {
        ref BlockHeader header = ref _block.Header;
        header.Number = placed.Number;
        header.Timestamp = placed.Timestamp;
        header.TransactionsRoot = placed.TransactionsRoot;
        header.ParentHash = parentHash;
        placed.ParentHash = parentHash;
        placed.Hash = _hasher.ComputeHash(_block, out int headerSize);
        placed.Size = (ulong)RlpWriter.ListSize(headerSize + placed.BodySize);
    }
}
