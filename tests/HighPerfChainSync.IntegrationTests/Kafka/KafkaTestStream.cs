using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>One stream under a name of its own, so that tests share a cluster: writes known blocks and reads back what a consumer sees.</summary>
internal sealed class KafkaTestStream(string bootstrap) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public string Chain { get; } = "t" + Guid.NewGuid().ToString("N")[..12];

    public TestLogger Logger { get; init; } = new();

    public BlockDataPool Pool { get; } = new();

    public KafkaSinkOptions Options { get; init; } = new() { BootstrapServers = bootstrap };

    public CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    public KafkaSink NewSink() => new(Options, Logger);

    public async Task<(KafkaSink Sink, StreamProgress? Progress)> OpenAsync()
    {
        KafkaSink sink = NewSink();
        return (sink, await sink.OpenAsync(EncodedBlocks.Stream(Chain), Cancellation));
    }

    /// <summary>Writes blocks [first, first + count), committing each few.</summary>
    public async Task WriteAsync(KafkaSink sink, ulong first, int count, int blocksPerCommit = 5, int padding = 0)
    {
        var borrowed = new List<BlockData>();
        for (int i = 0; i < count; i++)
        {
            BlockData block = EncodedBlocks.Make(Pool, first + (ulong)i, padding: padding);
            borrowed.Add(block);
            await sink.WriteAsync(block, Cancellation);
            if (borrowed.Count < blocksPerCommit && i < count - 1) continue;
            await sink.CommitAsync(Cancellation);
            foreach (BlockData committed in borrowed) committed.Return();
            borrowed.Clear();
        }
    }

    /// <summary>Everything that a consumer sees in one partition of a topic, up to its end.</summary>
    public List<ConsumeResult<string?, byte[]>> Read(string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted, int partition = 0)
    {
        using IConsumer<string?, byte[]> consumer = new ConsumerBuilder<string?, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "test",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = isolation,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_limit);
        var records = new List<ConsumeResult<string?, byte[]>>();
        while (true)
        {
            ConsumeResult<string?, byte[]> result = consumer.Consume(limit.Token);
            if (result.IsPartitionEOF) return records;
            records.Add(result);
        }
    }

    /// <summary>The heights of the blocks that a consumer sees.</summary>
    public List<ulong> ReadBlockNumbers(IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        Read($"{Chain}_blocks", isolation).ConvertAll(static record => NumberOf(record.Message.Value));

    /// <summary>Waits until the record of a block that nothing has committed is at the broker, and with it what was produced before.</summary>
    public Task WaitForBlockAsync(ulong number) => Patience.UntilAsync(
        () => Enumerable.Range(0, Options.Partitions).Any(
            partition => Read($"{Chain}_blocks", IsolationLevel.ReadUncommitted, partition)
                .Exists(record => RecordScan.TryRead(record.Message.Value, out RecordFields fields) && fields.Number == number)),
        $"block {number} is at the broker");

    /// <summary>Fails unless a consumer sees every record of blocks [0, count) once and in order.</summary>
    public void AssertExactly(int count, int padding = 0)
    {
        Assert.Equal(Heights(count, 1), ReadBlockNumbers());
        List<ConsumeResult<string?, byte[]>> transactions = Read($"{Chain}_transactions");
        Assert.Equal(3 * count, transactions.Count);
        for (int i = 0; i < transactions.Count; i++)
            Assert.Equal(EncodedBlocks.Text((ulong)(i / 3), Entity.Transaction, i % 3, padding), TextEncoding.UTF8.GetString(transactions[i].Message.Value));
        Assert.Equal(Heights(count, 3), Read($"{Chain}_logs").ConvertAll(static record => NumberOf(record.Message.Value)));
    }

    /// <summary>Fails unless a consumer sees every record of blocks [0, count), in order but for records that came again.</summary>
    public void AssertNothingLost(int count)
    {
        AssertFirstSight(Entity.Block, 1);
        AssertFirstSight(Entity.Transaction, 3);
        AssertFirstSight(Entity.Log, 3);

        void AssertFirstSight(Entity entity, int each)
        {
            var expected = new List<string>();
            for (int i = 0; i < count * each; i++) expected.Add(EncodedBlocks.Text((ulong)(i / each), entity, i % each, 0));
            IEnumerable<string> seen = Read($"{Chain}_{entity.Plural()}").Select(static record => TextEncoding.UTF8.GetString(record.Message.Value));
            Assert.Equal(expected, seen.Distinct());
        }
    }

    public void Dispose() => Pool.Dispose();

    public static ulong NumberOf(byte[] value)
    {
        using JsonDocument json = JsonDocument.Parse(value);
        return json.RootElement.GetProperty("number").GetUInt64();
    }

    private static List<ulong> Heights(int count, int each)
    {
        var heights = new List<ulong>();
        for (int i = 0; i < count * each; i++) heights.Add((ulong)(i / each));
        return heights;
    }
}
