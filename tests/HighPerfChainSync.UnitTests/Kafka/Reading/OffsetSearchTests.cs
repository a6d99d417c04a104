using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.UnitTests.Kafka.Reading;

public sealed class OffsetSearchTests : IDisposable
{
    private static readonly TopicPartition s_partition = new("t", 0);
    private readonly FakeLog _log = new();

    [Fact]
    public void Finds_every_block_between_markers_and_aborted_records()
    {
        var firsts = new Dictionary<ulong, long>();
        var random = new Random(7);
        long offset = 0;
        for (ulong block = 100; block < 400; block += (ulong)random.Next(1, 3))
        {
            firsts[block] = offset;
            for (int i = random.Next(1, 5); i > 0; i--, offset++) _log.Add(Log(block));
            int gap = random.Next(10) == 0 ? random.Next(1, 60) : 1;
            _log.Skip(gap);
            offset += gap;
        }

        for (ulong block = 90; block < 410; block++)
        {
            ulong? next = firsts.Keys.Where(number => number >= block).Order().Select(number => (ulong?)number).FirstOrDefault();
            Assert.Equal(next, FirstNumberFrom(Find(block)));
        }
    }

    [Fact]
    public void Reads_about_as_often_as_the_offsets_have_bits()
    {
        for (ulong block = 0; block < 10_000; block++) _log.Add(Log(block)).Skip();
        var search = Search();

        search.FindBlock(s_partition, 0, 20_000, 7_777, TestContext.Current.CancellationToken);

        Assert.InRange(search.Probes, 1, 16);
        Assert.InRange(_log.Reads, 1, 16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Ends_where_there_are_only_markers(int markers)
    {
        _log.Touch().Skip(markers);
        long found = Find(5);
        Assert.InRange(found, 0, markers);
        Assert.Null(FirstNumberFrom(found));
    }

    [Fact]
    public void Passes_over_records_that_are_not_ours()
    {
        _log.Add(Log(1)).Add("no json").Add(Log(2)).Add("{}").Add("""{"block_number":"many"}""").Add(null, isTombstone: true)
            .Add("""{"block_number":-3}""").Add(new string('[', 100_000)).Add(Log(3)).Add(Log(4));
        Assert.Equal(2UL, FirstNumberFrom(Find(2)));
        Assert.Equal(3UL, FirstNumberFrom(Find(3)));
        Assert.Equal(4UL, FirstNumberFrom(Find(4)));
    }

    [Fact]
    public void Gives_up_on_a_topic_without_block_numbers()
    {
        for (int i = 0; i < 100_100; i++) _log.Add("{}");
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Find(1));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("Begin at an offset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_up_on_a_broker_that_gives_nothing()
    {
        _log.Add(Log(1)).IsSilent = true;
        Assert.Equal(ChainSyncError.KafkaUnavailable, Assert.Throws<ChainSyncException>(() => Find(1)).Error);
    }

    [Fact]
    public void Finds_the_first_block_of_a_time()
    {
        for (ulong block = 0; block < 50; block++) _log.Add(Log(block)).Add(Log(block)).Skip();
        Assert.Equal(20UL, FirstNumberFrom(Search().FindTime(s_partition, 0, 150, 1_000 + (12 * 20), TestContext.Current.CancellationToken)));
        Assert.Equal(21UL, FirstNumberFrom(Search().FindTime(s_partition, 0, 150, 1_001 + (12 * 20), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Finds_blocks_in_what_retention_has_left()
    {
        for (ulong block = 0; block < 50; block++) _log.Add(Log(block)).Skip();
        _log.DeleteBefore(61);
        Assert.Equal(31UL, FirstNumberFrom(Find(3)));
        Assert.Equal(40UL, FirstNumberFrom(Find(40)));
    }

    [Fact]
    public void A_branch_that_was_left_is_no_trap()
    {
        foreach (ulong block in (ulong[])[1, 2, 3, 4, 5]) _log.Add(Log(block));
        foreach (ulong block in (ulong[])[5, 4]) _log.Add(Removed(block));
        foreach (ulong block in (ulong[])[4, 5, 6, 7]) _log.Add(Log(block));
        for (ulong block = 1; block <= 7; block++)
        {
            long at = Find(block);
            Assert.True(NumberAt(at) >= block);
            Assert.True(at == 0 || NumberAt(at - 1) < block);
        }
    }

    /// <summary>Reorganisations at random: whoever begins at the place and applies what is taken back ends with every block from there on, and no other.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Begins_right_whatever_was_taken_back(int seed)
    {
        var random = new Random(seed);
        var records = new List<(ulong Block, bool IsRemoved)>();
        var standing = new List<ulong>();
        ulong head = 0;
        for (int turn = 0; turn < 60; turn++)
        {
            if (head > 0 && random.Next(3) == 0)
            {
                head -= (ulong)random.Next(0, (int)Math.Min(head, 15));
                for (; standing.Count > 0 && standing[^1] > head; standing.RemoveAt(standing.Count - 1)) Add(standing[^1], true);
            }

            // Not every block has records here.
            for (head += (ulong)random.Next(1, 4); random.Next(3) > 0; head += (ulong)random.Next(1, 3))
            {
                for (int i = random.Next(1, 3); i > 0; i--) Add(head, false);
            }

            _log.Skip();
            records.Add(default);
        }

        for (ulong block = 0; block <= standing[^1] + 1; block++)
        {
            var found = new List<ulong>();
            foreach ((ulong number, bool isRemoved) in records.Skip((int)Find(block)))
            {
                if (number == 0 || number < block) continue;
                if (!isRemoved) found.Add(number);
                else if (found.Count > 0) Assert.Equal(number, TakeLast(found));
            }

            Assert.Equal(standing.FindAll(number => number >= block), found);
        }

        void Add(ulong block, bool isRemoved)
        {
            if (!isRemoved) standing.Add(block);
            records.Add((block, isRemoved));
            _log.Add(isRemoved ? Removed(block) : Log(block));
        }

        static ulong TakeLast(List<ulong> list)
        {
            ulong last = list[^1];
            list.RemoveAt(list.Count - 1);
            return last;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    public void Finds_the_last_records(int count)
    {
        for (ulong block = 0; block < 50; block++) _log.Add(Log(block)).Skip(block > 40 ? 50 : 1);
        long found = Search().FindLast(s_partition, 0, _log.Bounds(s_partition, TestContext.Current.CancellationToken).End, count, TestContext.Current.CancellationToken);
        Assert.Equal((ulong)Math.Max(0, 50 - count), FirstNumberFrom(found));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    public void Says_the_block_of_the_last_record(int markersBehind)
    {
        for (ulong block = 0; block < 50; block++) _log.Add(Log(block));
        if (markersBehind > 0) _log.Skip(markersBehind);
        Assert.Equal(49ul, LastMark()?.Number);
    }

    [Fact]
    public void A_last_record_that_says_no_block_is_none()
    {
        _log.Add(Log(1)).Add("{}");
        Assert.Null(LastMark());
    }

    [Fact]
    public void Markers_alone_are_no_record()
    {
        _log.Skip(40);
        Assert.Null(LastMark());
    }

    public void Dispose() => _log.Dispose();

    internal static string Log(ulong block) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"type":"log","topics":["0x1"],"block_number":{{block}},"block_timestamp":{{1_000 + (12 * block)}}}""");

    private static string Removed(ulong block) => Log(block).Replace("}", ",\"removed\":true}", StringComparison.Ordinal);

    private OffsetSearch Search() => new(_log, TimeSpan.FromMilliseconds(50), TimeProvider.System);

    private BlockMark? LastMark()
    {
        (long low, long end) = _log.Bounds(s_partition, TestContext.Current.CancellationToken);
        return Search().LastMark(s_partition, low, end, TestContext.Current.CancellationToken);
    }

    private long Find(ulong block)
    {
        (long low, long end) = _log.Bounds(s_partition, TestContext.Current.CancellationToken);
        return Search().FindBlock(s_partition, low, end, block, TestContext.Current.CancellationToken);
    }

    private ulong? FirstNumberFrom(long offset)
    {
        _log.Assign([new TopicPartitionOffset(s_partition, offset)]);
        while (_log.Read(default, out TopicRecord record) == SourceRead.Record)
        {
            if (record.Value is { } value && RecordScan.TryRead(value.Span, out RecordFields fields) && fields.Number is { } number) return number;
        }

        return null;
    }

    private ulong NumberAt(long offset) => FirstNumberFrom(offset)!.Value;
}
