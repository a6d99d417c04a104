using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>A stream of several branches under a name of its own, and what a consumer makes of it that applies retractions.</summary>
internal sealed class ReorgTestStream : IAsyncDisposable
{
    private readonly KafkaTestStream _stream;
    private readonly StreamDescription _description;
    private readonly BranchBlocks _blocks;
    private readonly List<BlockData> _written = [];

    public ReorgTestStream(string bootstrap, string format = JsonRecordEncoder.FormatName, KafkaSinkOptions? options = null, int transactions = 2, ulong emptyEach = 0, int padding = 0)
    {
        _stream = new KafkaTestStream(bootstrap) { Options = (options ?? new KafkaSinkOptions()) with { BootstrapServers = bootstrap } };
        _description = EncodedBlocks.Stream(_stream.Chain) with { Format = format };
        _blocks = new BranchBlocks(_stream.Pool, format) { Transactions = transactions, EmptyEach = emptyEach, Padding = padding };
        Sink = _stream.NewSink();
    }

    public KafkaTestStream Stream => _stream;

    public KafkaSink Sink { get; private set; }

    public int PieceBytes { get; init; } = 8 << 20;

    /// <summary>Ends the instance and opens a new one.</summary>
    public async Task<StreamProgress?> OpenAsync()
    {
        await Sink.DisposeAsync();
        Sink = new KafkaSink(_stream.Options, _stream.Logger) { RetractionPieceBytes = PieceBytes };
        return await Sink.OpenAsync(_description, _stream.Cancellation);
    }

    public async Task WriteAsync(ulong first, ulong last, char branch = 'a', char? below = null)
    {
        for (ulong number = first; number <= last; number++)
        {
            BlockData block = _blocks.Make(number, branch, number == first ? below ?? branch : branch);
            _written.Add(block);
            await Sink.WriteAsync(block, _stream.Cancellation);
        }
    }

    public async Task CommitAsync(ulong first, ulong last, char branch = 'a', char? below = null)
    {
        await WriteAsync(first, last, branch, below);
        await Sink.CommitAsync(_stream.Cancellation);
        Return();
    }

    public ValueTask RetractAsync(ulong ancestor, char branch = 'a') =>
        Sink.RetractAsync(new StreamProgress(ancestor, BranchBlocks.HashOf(ancestor, branch)), _stream.Cancellation);

    public async Task ReleaseAsync()
    {
        await Sink.ReleaseAsync(_stream.Cancellation);
        Return();
    }

    /// <summary>The blocks that were written are not referred to any more.</summary>
    public void Return()
    {
        foreach (BlockData block in _written) block.Return();
        _written.Clear();
    }

    /// <summary>Fails unless a consumer that applies retractions ends with exactly these blocks, and the audit finds everything sound.</summary>
    /// <param name="chain">The branches of heights from 0 on.</param>
    /// <returns>Retractions that were applied.</returns>
    public async Task<int> AssertChainAsync(string chain)
    {
        var topics = new TopicPlan(_stream.Options, _description);
        var standing = new List<string>();
        int retractions = 0;
        for (int topic = 0; topic < topics.ProgressIndex; topic++)
        {
            for (int partition = 0; partition < topics.PartitionsOf(topic); partition++)
            {
                var applied = new AppliedRetractions();
                var origins = new Stack<ConsumeResult<string?, byte[]>>();
                foreach (ConsumeResult<string?, byte[]> record in _stream.Read(topics.Names[topic], partition: partition))
                {
                    applied.Take(Text(record.Message.Value));
                    if (applied.Standing.Count > origins.Count)
                    {
                        origins.Push(record);
                        continue;
                    }

                    ConsumeResult<string?, byte[]> origin = origins.Pop();
                    Assert.Equal(origin.Message.Key, record.Message.Key);
                    if (_stream.Options.Timestamps == KafkaTimestamps.Block) Assert.Equal(origin.Message.Timestamp, record.Message.Timestamp);
                    else Assert.True(record.Message.Timestamp.UnixTimestampMs >= origin.Message.Timestamp.UnixTimestampMs);
                }

                standing.AddRange(applied.Standing);
                retractions += applied.Retractions;
            }
        }

        List<string> expected = Expected(chain);
        expected.Sort(StringComparer.Ordinal);
        standing.Sort(StringComparer.Ordinal);
        Assert.Equal(expected.Count, standing.Count);
        Assert.Equal(expected, standing);
        await AssertSoundAsync();
        return retractions;
    }

    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        Return();
        _stream.Dispose();
    }

    private async Task AssertSoundAsync()
    {
        AuditReport report = await TopicAudit.RunAsync(
            new TopicAuditOptions { BootstrapServers = _stream.Options.BootstrapServers, Chain = _stream.Chain }, _stream.Logger, _stream.Cancellation);
        Assert.True(report.IsSound, string.Join('\n', report.Topics.SelectMany(static topic => topic.Examples)));
    }

    private List<string> Expected(string chain)
    {
        var expected = new List<string>();
        for (int number = 0; number < chain.Length; number++)
        {
            BlockData block = _blocks.Make((ulong)number, chain[number], number == 0 ? chain[0] : chain[number - 1]);
            foreach (EncodedRecord record in block.Encoded.Records) expected.Add(Text(block.Encoded.GetSpan(record).ToArray()));
            block.Return();
        }

        return expected;
    }

    private static string Text(byte[] value)
    {
        using var json = new RecordJson();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        json.Write(value, output);
        return TextEncoding.UTF8.GetString(output.WrittenSpan);
    }
}
