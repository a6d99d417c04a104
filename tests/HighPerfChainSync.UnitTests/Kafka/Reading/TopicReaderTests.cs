using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.UnitTests.Kafka.Reading;

public sealed class TopicReaderTests : IDisposable
{
    private readonly FakeLog _log = new();

    public TopicReaderTests()
    {
        for (ulong block = 0; block < 20; block++) _log.Add(OffsetSearchTests.Log(block)).Skip();
    }

    [Fact]
    public void Reads_to_the_end_as_it_was()
    {
        using TopicReader reader = Open(new());
        _log.Add(OffsetSearchTests.Log(20));
        Assert.Equal(20, Numbers(reader).Count);
        Assert.True(reader.IsCompleted);
    }

    [Fact]
    public void Follows_what_comes()
    {
        using TopicReader reader = Open(new() { Follow = true, Start = ReadStart.AtBlock(18) });
        Assert.Equal([18UL, 19UL], Numbers(reader));
        Assert.False(reader.IsCompleted);
        _log.Add(OffsetSearchTests.Log(20));
        Assert.Equal([20UL], Numbers(reader));
    }

    [Fact]
    public void Waits_for_a_block_that_is_not_there_yet_and_ends_behind_the_last()
    {
        using TopicReader reader = Open(new() { Follow = true, Start = ReadStart.AtBlock(21), ToBlock = 22 });
        Assert.Empty(Numbers(reader));
        for (ulong block = 20; block < 25; block++) _log.Add(OffsetSearchTests.Log(block));
        Assert.Equal([21UL, 22UL], Numbers(reader));
        Assert.True(reader.IsCompleted);
    }

    /// <summary>A branch that was left has its retractions behind blocks that are not wanted any more.</summary>
    [Fact]
    public void Reads_on_for_what_was_taken_back_later()
    {
        var log = new FakeLog();
        for (ulong block = 1; block <= 9; block++) log.Add(OffsetSearchTests.Log(block));
        for (ulong block = 9; block >= 5; block--) log.Add(OffsetSearchTests.Log(block).Replace("}", ",\"removed\":true}", StringComparison.Ordinal));
        for (ulong block = 5; block <= 600; block++) log.Add(OffsetSearchTests.Log(block));
        var reader = new TopicReader(log, Options(new() { Start = ReadStart.AtBlock(4), ToBlock = 6 }));
        reader.Begin([new TopicPartition("t", 0)], TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal([4UL, 5UL, 6UL, 6UL, 5UL, 5UL, 6UL], Numbers(reader));
        Assert.True(reader.IsCompleted);
        Assert.InRange(log.Reads, 0, 300 + (int)TopicReader.ReorgMargin);
    }

    [Fact]
    public void Ends_at_a_number_of_records() => Assert.Equal([0UL, 1UL, 2UL], Numbers(Open(new() { MaxRecords = 3 })));

    [Fact]
    public void Refuses_an_offset_behind_the_end_instead_of_beginning_anew()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Open(new() { Start = ReadStart.AtOffset(9_999), Follow = true }));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("no offset 9999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Begins_at_an_offset() => Assert.Equal([18UL, 19UL], Numbers(Open(new() { Start = ReadStart.AtOffset(35) })));

    [Fact]
    public void Begins_at_a_time() => Assert.Equal([18UL, 19UL], Numbers(Open(new() { Start = ReadStart.AtTime(1_000 + (12 * 17) + 1) })));

    [Fact]
    public void Begins_before_the_end() => Assert.Equal([17UL, 18UL, 19UL], Numbers(Open(new() { Start = ReadStart.AtLast(3) })));

    [Fact]
    public void Shows_nothing_of_an_open_transaction()
    {
        _log.HideFrom(10);
        Assert.Equal(5, Numbers(Open(new())).Count);
    }

    [Fact]
    public void Reads_each_partition_from_its_own_place_and_in_its_own_order()
    {
        for (ulong block = 1; block < 20; block += 2) _log.Add(OffsetSearchTests.Log(block), partition: 1);
        _log.Touch(partition: 2);
        using TopicReader reader = Open(new() { Start = ReadStart.AtBlock(15), ToBlock = 18 }, partitions: 3);
        Assert.Equal([15UL, 15UL, 16UL, 17UL, 17UL, 18UL], Numbers(reader).Order());
        Assert.True(reader.IsCompleted);
    }

    [Fact]
    public void Reads_one_partition_alone()
    {
        _log.Add(OffsetSearchTests.Log(7), partition: 1);
        Assert.Equal([7UL], Numbers(Open(new() { Start = ReadStart.AtOffset(0, 1) }, partitions: 2)));
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Open(new() { Start = ReadStart.AtOffset(0, 5) }, partitions: 2));
        Assert.Contains("partition 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_topic_is_done_at_once()
    {
        var log = new FakeLog().Touch();
        using var reader = new TopicReader(log, Options(new()));
        reader.Begin([new TopicPartition("t", 0)], TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(reader.IsCompleted);
    }

    [Fact]
    public void Names_similar_topics()
    {
        var directory = new TopicDirectory(
            [new("ethereum_blocks", 1), new("ethereum_logs", 1), new("gnosis_blocks", 1), new("orders", 1)], "fake:9092");
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => directory.PartitionsOf("ethreum_blocks"));
        Assert.Contains("ethereum_blocks", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("orders", error.Message, StringComparison.Ordinal);
        Assert.Contains("4 topics", Assert.Throws<ChainSyncException>(() => directory.PartitionsOf("zzz")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private static TopicReaderOptions Options(Wanted wanted) => new()
    {
        BootstrapServers = "fake:9092",
        Topics = ["t"],
        Start = wanted.Start,
        ToBlock = wanted.ToBlock,
        MaxRecords = wanted.MaxRecords,
        Follow = wanted.Follow,
    };

    private TopicReader Open(Wanted wanted, int partitions = 1)
    {
        var reader = new TopicReader(_log, Options(wanted));
        var names = new List<TopicPartition>();
        for (int i = 0; i < partitions; i++) names.Add(new TopicPartition("t", i));
        reader.Begin(names, TimeProvider.System, TestContext.Current.CancellationToken);
        return reader;
    }

    private static List<ulong> Numbers(TopicReader reader)
    {
        var numbers = new List<ulong>();
        while (reader.TryRead(TimeSpan.Zero, out TopicRecord record, TestContext.Current.CancellationToken))
        {
            Assert.True(RecordScan.TryRead(record.Value!.Value.Span, out RecordFields fields));
            numbers.Add(fields.Number!.Value);
        }

        return numbers;
    }

    private sealed record Wanted
    {
        public ReadStart Start { get; init; }

        public ulong? ToBlock { get; init; }

        public long? MaxRecords { get; init; }

        public bool Follow { get; init; }
    }
}
