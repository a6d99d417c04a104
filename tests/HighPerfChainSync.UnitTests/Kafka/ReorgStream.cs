using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A stream of branches into a Kafka that does what a test says, and what a consumer makes of it.</summary>
internal sealed class ReorgStream : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly List<BlockData> _blocks = [];
    private readonly StreamDescription _stream;
    private readonly string _format;

    public ReorgStream(KafkaSinkOptions? options = null, string format = JsonRecordEncoder.FormatName, EntitySet entities = EntitySet.Default)
    {
        Options = options ?? new KafkaSinkOptions { BootstrapServers = "fake:9092" };
        _format = format;
        _stream = EncodedBlocks.Stream("t") with { Format = format, Entities = entities };
        Blocks = new BranchBlocks(_pool, format, entities);
        Sink = NewSink();
    }

    public FakeCluster Cluster { get; } = new();

    public KafkaSinkOptions Options { get; }

    public BranchBlocks Blocks { get; init; }

    public KafkaSink Sink { get; private set; }

    public int PieceBytes { get; init; } = 8 << 20;

    public BlockDataPool Pool => _pool;

    /// <summary>Opens a new instance.</summary>
    public async Task<StreamProgress?> OpenAsync()
    {
        await Sink.DisposeAsync();
        Sink = NewSink();
        return await Sink.OpenAsync(_stream, TestContext.Current.CancellationToken);
    }

    /// <summary>Writes blocks [first, last] of a branch without committing them.</summary>
    public async Task WriteAsync(ulong first, ulong last, char branch = 'a', char? below = null)
    {
        for (ulong number = first; number <= last; number++)
        {
            BlockData block = Blocks.Make(number, branch, number == first ? below ?? branch : branch);
            _blocks.Add(block);
            await Sink.WriteAsync(block, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Writes and commits.</summary>
    public async Task CommitAsync(ulong first, ulong last, char branch = 'a', char? below = null)
    {
        await WriteAsync(first, last, branch, below);
        await Sink.CommitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask RetractAsync(ulong ancestor, char branch = 'a')
    {
        await Sink.RetractAsync(new StreamProgress(ancestor, BranchBlocks.HashOf(ancestor, branch)), TestContext.Current.CancellationToken);
        Assert.False(Cluster.IsAsking, "The client that asked whether anything is open has not been closed.");
    }

    public ValueTask ReleaseAsync() => Sink.ReleaseAsync(TestContext.Current.CancellationToken);

    /// <summary>Fails unless a consumer that applies retractions ends with exactly these blocks, and the counts are those of the records sent.</summary>
    /// <param name="chain">The branches of heights from 0 on.</param>
    /// <returns>Retractions that were applied, all partitions.</returns>
    public int AssertChain(string chain)
    {
        var topics = new TopicPlan(Options, _stream);
        var expected = new List<string>();
        using var pool = new BlockDataPool();
        var blocks = new BranchBlocks(pool, _format, _stream.Entities) { Transactions = Blocks.Transactions, EmptyEach = Blocks.EmptyEach, Padding = Blocks.Padding };
        for (int number = 0; number < chain.Length; number++)
        {
            BlockData block = blocks.Make((ulong)number, chain[number], number == 0 ? chain[0] : chain[number - 1]);
            foreach (EncodedRecord record in block.Encoded.Records) expected.Add(Text(block.Encoded.GetSpan(record).ToArray()));
            block.Return();
        }

        var standing = new List<string>();
        int retractions = 0;
        for (int topic = 0; topic < topics.ProgressIndex; topic++)
        {
            long count = 0;
            for (int partition = 0; partition < topics.PartitionsOf(topic); partition++)
            {
                var applied = new AppliedRetractions();
                foreach (byte[]? value in Cluster.Log.ValuesOf(partition, topics.Names[topic]))
                {
                    if (value is null) continue;
                    applied.Take(Text(value));
                    count++;
                }

                standing.AddRange(applied.Standing);
                retractions += applied.Retractions;
            }

            Assert.Equal(count, Cluster.Progress!.Counts[topic]);
        }

        expected.Sort(StringComparer.Ordinal);
        standing.Sort(StringComparer.Ordinal);
        Assert.Equal(expected, standing);
        ulong last = (ulong)chain.Length - 1;
        Assert.Equal(new StreamProgress(last, BranchBlocks.HashOf(last, chain[^1])), Cluster.Progress!.Last);
        for (int i = 0; i < Cluster.Progress.Recent.Length; i++)
            Assert.Equal(BranchBlocks.HashOf(last - (ulong)i, chain[^(i + 1)]), Cluster.Progress.Recent[^(i + 1)]);
        return retractions;
    }

    public static string Text(byte[] value)
    {
        using var json = new HighPerfChainSync.Kafka.Reading.RecordJson();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        json.Write(value, output);
        return TextEncoding.UTF8.GetString(output.WrittenSpan);
    }

    public void Dispose()
    {
        foreach (BlockData block in _blocks) block.Return();
        _pool.Dispose();
    }

    private KafkaSink NewSink() => new(Options, Cluster, NullLogger.Instance, new HurriedTime()) { RetractionPieceBytes = PieceBytes };
}
