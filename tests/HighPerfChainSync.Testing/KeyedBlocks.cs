using System.Buffers.Binary;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing;

/// <summary>Blocks with as much in their structs as the keys of records are made of; they are yet to be encoded.</summary>
public static class KeyedBlocks
{
    /// <summary>Transactions, and logs, and token transfers, of each block.</summary>
    public const int Transactions = 5;

    /// <summary>A block whose addresses recur from block to block and whose hashes do not.</summary>
    public static BlockData Make(BlockDataPool pool, ulong number)
    {
        ArgumentNullException.ThrowIfNull(pool);
        BlockData block = pool.Rent("test");
        block.Header.Number = number;
        block.Header.Hash = EncodedBlocks.HashOf(number);
        block.Header.Timestamp = EncodedBlocks.FirstTime + number;
        block.Header.Miner = AddressOf(0);
        block.Header.Present |= HeaderFields.Miner;
        for (int i = 0; i < Transactions; i++)
        {
            ref TransactionRecord transaction = ref block.Transactions.Add();
            transaction = default;
            transaction.Hash = EncodedBlocks.HashOf((number * 1000) + (ulong)i);
            transaction.Index = (uint)i;
            transaction.From = AddressOf(10 + (((int)number + i) % 7));
            transaction.RollupIndex = -1;
            ref LogRecord log = ref block.Logs.Add();
            log = default;
            log.Address = AddressOf(20 + (((int)number + i) % 5));
            log.LogIndex = (uint)i;
            log.TransactionOrdinal = i;
            log.TransactionIndex = (uint)i;
            ref TokenTransferRecord transfer = ref block.TokenTransfers.Add();
            transfer = default;
            transfer.TokenAddress = log.Address;
            transfer.LogIndex = (uint)i;
            transfer.TransactionOrdinal = i;
        }

        return block;
    }

    private static Address AddressOf(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Length];
        bytes.Fill(0xC0);
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new Address(bytes);
    }
}
