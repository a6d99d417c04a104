using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.UnitTests.Buffers;

public sealed class RecordListTests
{
    [Fact]
    public void Records_keep_their_values_while_the_list_grows()
    {
        var list = new RecordList<long>();
        for (int i = 0; i < 1_000; i++) list.Add() = i;
        Assert.Equal(1_000, list.Count);
        for (int i = 0; i < 1_000; i++) Assert.Equal(i, list[i]);
        Assert.Equal(1_000, list.Items.Length);
        Assert.Throws<IndexOutOfRangeException>(() => list[1_000]);
    }

    [Fact]
    public void A_new_record_is_zero_whatever_was_there()
    {
        var list = new RecordList<long>();
        list.Add() = 7;
        list.Clear(keepBytes: long.MaxValue);
        Assert.Equal(0, list.Add());
        list.Truncate(0);
        list.Poison(0xDD);
        Assert.Equal(0, list.Add());
    }

    [Fact]
    public void Clearing_keeps_memory_up_to_a_limit()
    {
        var list = new RecordList<long>();
        for (int i = 0; i < 100; i++) list.Add();
        long capacity = list.CapacityBytes;
        list.Clear(keepBytes: capacity);
        Assert.Equal(0, list.Count);
        Assert.Equal(capacity, list.CapacityBytes);
        list.Clear(keepBytes: capacity - 1);
        Assert.Equal(0, list.CapacityBytes);
    }

    [Fact]
    public void Truncating_drops_the_end_only()
    {
        var list = new RecordList<int>();
        list.Add() = 1;
        list.Add() = 2;
        list.Truncate(1);
        Assert.Equal([1], list.Items.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Truncate(-1));
    }
}
