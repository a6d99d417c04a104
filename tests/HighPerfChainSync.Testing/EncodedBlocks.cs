using System.Buffers.Binary;
using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Testing;

/// <summary>Blocks that are encoded already, for tests of sinks: what is in a record does not matter to them.</summary>
public static class EncodedBlocks
{
    /// <summary>First block time, Unix seconds: 2017, when time retention would have deleted it.</summary>
    public const ulong FirstTime = 1_500_000_000;

    /// <summary>The hash that stands for a height.</summary>
    public static Hash256 HashOf(ulong number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        bytes.Fill(0xAB);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return new Hash256(bytes);
    }

    /// <summary>The stream that the blocks belong to.</summary>
    public static StreamDescription Stream(string chain, ulong first = 0) =>
        new(chain, new ChainIdentity(31337, HashOf(0), "test/1.0"), EntitySet.Default, "json", first);

    /// <summary>A block with one block record and some of the other kinds: <c>{"number":7,"entity":"log","index":0}</c>.</summary>
    /// <param name="pool">Where the block is rented.</param>
    /// <param name="number">Its height.</param>
    /// <param name="transactions">Number of transactions and logs.</param>
    /// <param name="padding">Bytes added to each transaction.</param>
    public static BlockData Make(BlockDataPool pool, ulong number, int transactions = 3, int padding = 0)
    {
        ArgumentNullException.ThrowIfNull(pool);
        BlockData block = pool.Rent("test");
        block.Header.Number = number;
        block.Header.Hash = HashOf(number);
        block.Header.Timestamp = FirstTime + (12 * number);
        Add(block, Entity.Block, 0, 0);
        for (int i = 0; i < transactions; i++)
        {
            block.Transactions.Add().Index = (uint)i;
            Add(block, Entity.Transaction, i, padding);
        }

        for (int i = 0; i < transactions; i++)
        {
            block.Logs.Add().LogIndex = (uint)i;
            Add(block, Entity.Log, i, 0);
        }

        return block;
    }

    /// <summary>The value of a record that <see cref="Make"/> writes.</summary>
    public static string Text(ulong number, Entity entity, int index, int padding = 0) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"number\":{number},\"entity\":\"{entity.Singular()}\",\"index\":{index}{(padding == 0 ? "" : $",\"padding\":\"{new string('x', padding)}\"")}}}");

    private static void Add(BlockData block, Entity entity, int index, int padding)
    {
        byte[] value = TextEncoding.UTF8.GetBytes(Text(block.Header.Number, entity, index, padding));
        value.CopyTo(block.Encoded.BeginRecord(value.Length));
        block.Encoded.EndRecord(entity, value.Length);
    }
}
