using System.Buffers;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Buffers;

public sealed class EncodedBlockTests
{
    private readonly SlabPool _pool = new(1024, maxKept: 4);

    [Fact]
    public void Records_lie_in_the_order_of_writing_and_never_move()
    {
        var block = new EncodedBlock(_pool);
        for (int i = 0; i < 200; i++)
        {
            int length = i * 13 % 300;
            Span<byte> span = block.BeginRecord(length);
            span[..length].Fill((byte)i);
            block.EndRecord((Entity)(i % EntityNames.Count), length);
        }

        Assert.Equal(200, block.Records.Length);
        long total = 0;
        for (int i = 0; i < block.Records.Length; i++)
        {
            EncodedRecord record = block.Records[i];
            Assert.Equal((Entity)(i % EntityNames.Count), record.Entity);
            Assert.Equal(i * 13 % 300, record.Length);
            Assert.False(block.GetSpan(in record).ContainsAnyExcept((byte)i));
            Assert.True(block.GetMemory(in record).Span.SequenceEqual(block.GetSpan(in record)));
            total += record.Length;
        }

        Assert.Equal(total, block.TotalBytes);
        Assert.Equal(50, block.CountOf(Entity.Log));
        block.Clear();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void A_record_larger_than_a_slab_has_memory_of_its_own()
    {
        var block = new EncodedBlock(_pool);
        block.BeginRecord(5_000)[..5_000].Fill(7);
        block.EndRecord(Entity.Transaction, 5_000);
        Assert.False(block.GetSpan(in block.Records[0]).ContainsAnyExcept((byte)7));
        Assert.Equal(0, _pool.Outstanding);
        block.Clear();
        Assert.Equal(0, block.CapacityBytes);
    }

    [Fact]
    public void A_record_larger_than_a_slab_goes_into_a_larger_one_where_there_are_any()
    {
        var pool = new SlabPool(1024, maxKept: 4) { Larger = new SlabPool(4096, maxKept: 4) };
        var block = new EncodedBlock(pool);
        foreach (int length in (int[])[1000, 3000, 900, 500, 5000])
        {
            block.BeginRecord(length)[..length].Fill((byte)length);
            block.EndRecord(Entity.Log, length);
        }

        // The third record lies behind the second, in the larger slab.
        Assert.Equal((2, 1), (pool.Outstanding, pool.Larger.Outstanding));
        Assert.Equal(2 * 1024 + 4096 + 5000, block.CapacityBytes);
        foreach (EncodedRecord record in block.Records) Assert.False(block.GetSpan(in record).ContainsAnyExcept((byte)record.Length));
        block.Clear();
        Assert.Equal((0, 0), (pool.Outstanding, pool.Larger.Outstanding));
    }

    [Fact]
    public void A_record_that_turns_out_longer_moves_as_a_whole()
    {
        var block = new EncodedBlock(_pool);
        byte[] bytes = new byte[3_000];
        new Random(1).NextBytes(bytes);
        block.BeginRecord(10);
        foreach (byte[] piece in bytes.Chunk(100)) block.Write(piece);
        block.EndRecord(Entity.Block);
        Assert.Equal(bytes, block.GetSpan(in block.Records[0]).ToArray());
    }

    [Fact]
    public void Begin_and_end_alternate()
    {
        var block = new EncodedBlock(_pool);
        Assert.Throws<InvalidOperationException>(() => block.EndRecord(Entity.Block));
        Assert.Throws<InvalidOperationException>(() => { block.GetMemory(1); });
        block.BeginRecord(10);
        Assert.Throws<InvalidOperationException>(() => { block.BeginRecord(10); });
        Assert.Throws<ArgumentOutOfRangeException>(() => block.Advance(5_000));
        block.Clear();
        block.BeginRecord(10);
        block.EndRecord(Entity.Block);
        Assert.Equal(0, block.Records[0].Length);
    }

#if DEBUG
    [Fact]
    public void Is_not_cleared_while_native_code_reads_it()
    {
        var block = new EncodedBlock(_pool);
        block.AddReference();
        block.AddReference();
        block.ReleaseReference();
        Assert.Throws<InvalidOperationException>(block.Clear);
        block.ReleaseReference();
        block.Clear();
    }
#endif
}
