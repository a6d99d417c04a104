using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Retracting;
using HighPerfChainSync.UnitTests.Kafka.Auditing;
using HighPerfChainSync.UnitTests.Kafka.Reading;

namespace HighPerfChainSync.UnitTests.Kafka.Retracting;

/// <summary>What stands above a height, found by reading partitions back, against a stack that has seen everything.</summary>
public sealed class RetractionFinderTests : IDisposable
{
    private readonly FakeLog _log = new();
    private readonly List<(long Offset, ulong Number, char Branch)> _standing = [];
    private readonly PartitionRetraction _partition = new(0, new TopicPartition("t", 0));
    private int _offset;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Finds_what_stands_wherever_it_begins_to_read(int seed)
    {
        var random = new Random(seed);
        ulong head = 0;
        for (int turn = 0; turn < 120; turn++)
        {
            if (head > 0 && random.Next(4) == 0) head = TakeBack(head - (ulong)random.Next(0, (int)Math.Min(head, 12)));
            for (int blocks = random.Next(1, 4); blocks > 0; blocks--) Add(++head, (char)('a' + (turn % 26)), random.Next(0, 4));
            Skip(random.Next(1, 3));
        }

        for (ulong ancestor = 0; ancestor < head; ancestor += (ulong)random.Next(1, 5))
        {
            foreach (long suffix in (ReadOnlySpan<long>)[1, 7, 100_000])
            {
                Find(ancestor, suffix);
                Assert.Equal(_standing.FindAll(record => record.Number > ancestor).ConvertAll(static record => record.Offset), FoundOffsets());
                for (int i = _partition.First; i < _partition.Standing.Count; i++)
                {
                    (_, ulong number, char branch) = _standing[_standing.Count - _partition.Standing.Count + i];
                    Assert.Equal(number, _partition.Standing.BlockOf(i).Number);
                    Assert.Equal(AuditLogs.Hash(number, branch), _partition.Standing.BlockOf(i).Hash);
                }
            }
        }
    }

    [Fact]
    public void Reads_little_more_than_what_is_taken_back()
    {
        for (ulong block = 1; block <= 5_000; block++) Add(block, 'a', 1);
        Find(4_990, 20);
        Assert.InRange(_log.Reads, 20, 30);
        int before = _log.Reads;
        Find(3_000, 20);
        Assert.InRange(_log.Reads - before, 2_000, 9_000);
    }

    [Fact]
    public void Pieces_go_from_the_newest_to_the_oldest_and_hold_one_record_at_least()
    {
        for (ulong block = 1; block <= 100; block++) Add(block, 'a', 1);
        Find(10, 1_000);
        int size = _partition.Standing[50].Bytes;
        var pieces = new List<int>();
        for (int to = _partition.Standing.Count; to > _partition.First;)
        {
            int from = _partition.BeginOfPiece(to, 10 * (size + 8), 6);
            pieces.Add(to - from);
            to = from;
        }

        Assert.Equal(90, pieces.Sum());
        Assert.All(pieces, static piece => Assert.InRange(piece, 1, 11));
        Assert.Equal(_partition.Standing.Count - 1, _partition.BeginOfPiece(_partition.Standing.Count, 1, 6));
    }

    [Fact]
    public void Gives_up_when_there_is_more_than_memory_for_it()
    {
        for (ulong block = 1; block <= 100; block++) Add(block, 'a', 1);
        var finder = new RetractionFinder(_log, TimeSpan.FromSeconds(1), TimeProvider.System) { FirstSuffix = 16, MaxRecords = 50 };
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => finder.Find([_partition], 10, TestContext.Current.CancellationToken));
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("more than 50 records", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retraction_that_is_not_of_the_newest_stops_it()
    {
        for (ulong block = 1; block <= 10; block++) Add(block, 'a', 1);
        _log.Add(AuditLogs.Removed(AuditLogs.Transaction(9, 0)));
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Find(5, 100));
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("is taken back that is not the newest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_none_of_ours_is_passed_over()
    {
        for (ulong block = 1; block <= 10; block++) Add(block, 'a', 1);
        _log.Add("{}").Add("no json").Add(null, isTombstone: true);
        _offset += 3;
        Add(11, 'a', 1);
        Find(9, 100);
        Assert.Equal(2, _partition.Count);
    }

    [Fact]
    public void Gives_up_on_a_broker_that_gives_nothing()
    {
        Add(1, 'a', 3);
        _log.IsSilent = true;
        Assert.Equal(ChainSyncError.KafkaUnavailable, Assert.Throws<ChainSyncException>(() => Find(0, 10)).Error);
    }

    public void Dispose() => _log.Dispose();

    private void Find(ulong ancestor, long suffix) =>
        new RetractionFinder(_log, TimeSpan.FromMilliseconds(50), TimeProvider.System) { FirstSuffix = suffix }
            .Find([_partition], ancestor, TestContext.Current.CancellationToken);

    private List<long> FoundOffsets()
    {
        var offsets = new List<long>();
        for (int i = _partition.First; i < _partition.Standing.Count; i++) offsets.Add(_partition.Standing[i].Offset);
        return offsets;
    }

    private void Add(ulong number, char branch, int records)
    {
        for (int i = 0; i < records; i++)
        {
            _standing.Add((_offset++, number, branch));
            _log.Add(AuditLogs.Transaction(number, i, branch));
        }
    }

    /// <summary>Takes everything above a height back.</summary>
    private ulong TakeBack(ulong ancestor)
    {
        while (_standing.Count > 0 && _standing[^1].Number > ancestor)
        {
            byte[] value = _log.ValuesOf()[(int)_standing[^1].Offset]!;
            _log.Add(AuditLogs.Removed(TextEncoding.UTF8.GetString(value)));
            _standing.RemoveAt(_standing.Count - 1);
            _offset++;
        }

        return ancestor;
    }

    private void Skip(int offsets)
    {
        _log.Skip(offsets);
        _offset += offsets;
    }
}
