using System.Buffers.Binary;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing;

/// <summary>Linked and encoded blocks of several branches of one chain, for tests of reorganisations. A branch is known by a letter.</summary>
public sealed class BranchBlocks(BlockDataPool pool, string format = JsonRecordEncoder.FormatName, EntitySet entities = EntitySet.Default)
{
    private readonly IRecordEncoder _encoder = RecordEncoders.Create(format);

    /// <summary>Transactions, and logs, of each block that is not left empty.</summary>
    public int Transactions { get; init; } = 2;

    /// <summary>Blocks without transactions: of each height that this divides; 0 is none.</summary>
    public ulong EmptyEach { get; init; }

    /// <summary>Bytes of input of each transaction.</summary>
    public int Padding { get; init; }

    /// <summary>The hash of a block.</summary>
    public static Hash256 HashOf(ulong number, char branch)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        bytes.Fill((byte)branch);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return new Hash256(bytes);
    }

    /// <summary>Makes a block. Every other transaction is the same in each branch, as it is when it is mined again.</summary>
    /// <param name="number">Its height.</param>
    /// <param name="branch">Its branch.</param>
    /// <param name="below">The branch of its parent.</param>
    public BlockData Make(ulong number, char branch, char below)
    {
        BlockData block = pool.Rent("test");
        block.Header.Number = number;
        block.Header.Hash = HashOf(number, branch);
        block.Header.ParentHash = HashOf(number - 1, below);
        block.Header.Timestamp = EncodedBlocks.FirstTime + (12 * number) + branch;
        block.Header.Miner = AddressOf(number % 3);
        block.Header.Present |= HeaderFields.Miner;
        int count = EmptyEach > 0 && number % EmptyEach == 0 ? 0 : Transactions;
        for (int i = 0; i < count; i++)
        {
            ref TransactionRecord transaction = ref block.Transactions.Add();
            transaction = default;
            transaction.Hash = HashOf((number * 10_000) + (ulong)i, i % 2 == 0 ? 't' : branch);
            transaction.Index = (uint)i;
            transaction.From = AddressOf((number + (ulong)i) % 7);
            transaction.RollupIndex = -1;
            if (Padding > 0) transaction.Input = block.Arena.Append(new byte[Padding]);
            ref LogRecord log = ref block.Logs.Add();
            log = default;
            log.Address = AddressOf(10 + ((number + (ulong)i) % 5));
            log.LogIndex = (uint)i;
            log.TransactionOrdinal = i;
            log.TransactionIndex = (uint)i;
        }

        _encoder.Encode(block, entities);
        return block;
    }

    private static Address AddressOf(ulong number)
    {
        Span<byte> bytes = stackalloc byte[Address.Length];
        bytes.Fill(0xC0);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return new Address(bytes);
    }
}
