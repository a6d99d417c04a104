using System.Buffers.Binary;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Polygon's state-sync transaction: nodes append it to a block, but it is in no trie, no bloom filter and no sum of gas.</summary>
/// <remarks>Source: bor, <c>core/types/bor_receipt.go</c>. Since PIP-74 it is a transaction of type 0x7f inside the block.</remarks>
internal static class StateSync
{
    private static ReadOnlySpan<byte> Prefix => "matic-bor-receipt-"u8;

    /// <summary>Whether the block's last transaction is one.</summary>
    internal static bool IsLast(BlockData block)
    {
        int count = block.Transactions.Count;
        if (count == 0) return false;
        ref readonly TransactionRecord last = ref block.Transactions[count - 1];
        return last.Type == TransactionType.Legacy && last.From.IsZero && last.Hash == ComputeHash(in block.Header);
    }

    private static Hash256 ComputeHash(in BlockHeader header)
    {
        Span<byte> key = stackalloc byte[Prefix.Length + sizeof(ulong) + Hash256.Length];
        Prefix.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key[Prefix.Length..], header.Number);
        header.Hash.Bytes.CopyTo(key[(Prefix.Length + sizeof(ulong))..]);
        return Keccak256.Hash(key);
    }
}
