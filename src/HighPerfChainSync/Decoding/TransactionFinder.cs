using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Finds the transaction of a receipt that is not where it should be, without comparing each with each.</summary>
/// <remarks>A table of chains, built when the first receipt of a block is out of place and kept between blocks. Thread: the decoder's.</remarks>
internal sealed class TransactionFinder
{
    private int[] _heads = [];
    private int[] _next = [];
    private int _count = -1;

    /// <summary>Forgets the block before.</summary>
    public void Forget() => _count = -1;

    /// <summary>Finds a transaction by its hash, one without a receipt first.</summary>
    /// <returns>Its position, or −1.</returns>
    public int Find(ReadOnlySpan<TransactionRecord> transactions, in Hash256 hash)
    {
        if (transactions.IsEmpty) return -1;
        if (_count != transactions.Length) Build(transactions);
        int taken = -1;
        for (int i = _heads[Bucket(in hash)]; i >= 0; i = _next[i])
        {
            if (transactions[i].Hash != hash) continue;
            if (!transactions[i].Has(TransactionFields.Receipt)) return i;
            taken = i;
        }

        return taken;
    }

    private void Build(ReadOnlySpan<TransactionRecord> transactions)
    {
        int buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)transactions.Length);
        if (_heads.Length < buckets)
        {
            _heads = new int[buckets];
            _next = new int[buckets];
        }

        _heads.AsSpan().Fill(-1);
        for (int i = transactions.Length - 1; i >= 0; i--)
        {
            ref int head = ref _heads[Bucket(in transactions[i].Hash)];
            _next[i] = head;
            head = i;
        }

        _count = transactions.Length;
    }

    private int Bucket(in Hash256 hash) => (int)((uint)hash.GetHashCode() & (uint)(_heads.Length - 1));
}
