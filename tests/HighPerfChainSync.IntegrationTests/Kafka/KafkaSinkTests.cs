using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>The promises of the sink, which only a real Kafka can show.</summary>
public sealed class KafkaSinkTests(RealKafka kafka)
{
    [Fact]
    public async Task Resumes_after_an_orderly_stop_with_every_record_once_and_in_order()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, StreamProgress? progress) = await stream.OpenAsync();
        Assert.Null(progress);
        await stream.WriteAsync(sink, 0, 12);
        await sink.DisposeAsync();

        (sink, progress) = await stream.OpenAsync();
        Assert.Equal(new StreamProgress(11, EncodedBlocks.HashOf(11)), progress! with { Recent = [] });
        await stream.WriteAsync(sink, 12, 8);
        await sink.DisposeAsync();
        stream.AssertExactly(20);
    }

    [Fact]
    public async Task Hides_what_was_not_committed()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 5);
        BlockData[] open = [EncodedBlocks.Make(stream.Pool, 5), EncodedBlocks.Make(stream.Pool, 6)];
        foreach (BlockData block in open) await sink.WriteAsync(block, stream.Cancellation);
        await stream.WaitForBlockAsync(5);
        await sink.DisposeAsync();
        foreach (BlockData block in open) block.Return();
        Assert.Contains(5UL, stream.ReadBlockNumbers(IsolationLevel.ReadUncommitted));

        (sink, StreamProgress? progress) = await stream.OpenAsync();
        Assert.Equal(4UL, progress!.Number);
        await stream.WriteAsync(sink, 5, 3);
        await sink.DisposeAsync();
        stream.AssertExactly(8);
    }

    [Fact]
    public async Task Finds_its_progress_behind_a_long_tail_of_aborted_records()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 1);
        await sink.DisposeAsync();
        string topic = stream.Options.ProgressTopicOf(stream.Chain);
        using (IProducer<string, string> other = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = stream.Options.BootstrapServers,
            TransactionalId = topic,
        }).Build())
        {
            other.InitTransactions(TimeSpan.FromSeconds(30));
            other.BeginTransaction();
            for (int i = 0; i < 200; i++) other.Produce(new TopicPartition(topic, 0), new Message<string, string> { Key = stream.Chain, Value = "{}" });
            other.Flush(stream.Cancellation);
            other.AbortTransaction();
        }

        (sink, StreamProgress? progress) = await stream.OpenAsync();
        await sink.DisposeAsync();
        Assert.Equal(0UL, progress!.Number);
    }

    [Fact]
    public async Task Counts_records_and_keeps_recent_hashes_in_the_progress()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 140, blocksPerCommit: 50);
        await sink.DisposeAsync();
        ConsumeResult<string?, byte[]> last = stream.Read(stream.Options.ProgressTopicOf(stream.Chain))[^1];
        Assert.Equal(stream.Chain, last.Message.Key);
        using JsonDocument json = JsonDocument.Parse(last.Message.Value);
        JsonElement topics = json.RootElement.GetProperty("topics");
        Assert.Equal(140, topics.GetProperty($"{stream.Chain}_blocks").GetInt64());
        Assert.Equal(420, topics.GetProperty($"{stream.Chain}_transactions").GetInt64());
        Assert.Equal(0, topics.GetProperty($"{stream.Chain}_token_transfers").GetInt64());
        JsonElement recent = json.RootElement.GetProperty("recent");
        Assert.Equal(128, recent.GetArrayLength());
        Assert.Equal(EncodedBlocks.HashOf(12).ToString(), recent[0].GetString());
        Assert.Equal(EncodedBlocks.HashOf(139).ToString(), recent[127].GetString());
        // Progress has the time of writing, so that compaction and people can tell its age.
        Assert.True(DateTime.UtcNow - last.Message.Timestamp.UtcDateTime < TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Gives_records_the_time_of_their_block()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        BlockData genesis = EncodedBlocks.Make(stream.Pool, 0);
        genesis.Header.Timestamp = 0;
        BlockData future = EncodedBlocks.Make(stream.Pool, 1);
        future.Header.Timestamp = 4_000_000_000;
        await sink.WriteAsync(genesis, stream.Cancellation);
        await sink.WriteAsync(future, stream.Cancellation);
        await sink.CommitAsync(stream.Cancellation);
        genesis.Return();
        future.Return();
        await sink.DisposeAsync();
        List<ConsumeResult<string?, byte[]>> blocks = stream.Read($"{stream.Chain}_blocks");
        Assert.Equal(1, blocks[0].Message.Timestamp.UnixTimestampMs);
        Assert.Equal(4_000_000_000_000, blocks[1].Message.Timestamp.UnixTimestampMs);
        Assert.Equal(TimestampType.CreateTime, blocks[1].Message.Timestamp.Type);
    }

    [Fact]
    public async Task Writes_and_resumes_without_transactions()
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Delivery = KafkaDelivery.AtLeastOnce },
        };
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 7);
        await sink.DisposeAsync();
        (sink, StreamProgress? progress) = await stream.OpenAsync();
        Assert.Equal(6UL, progress!.Number);
        await stream.WriteAsync(sink, 7, 3);
        await sink.DisposeAsync();
        stream.AssertExactly(10);
        // No commit markers: offsets have no holes.
        Assert.Equal(9, stream.Read($"{stream.Chain}_blocks")[^1].Offset.Value);
    }

    [Fact]
    public async Task A_second_instance_takes_the_stream_over_and_the_first_stops()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink first, _) = await stream.OpenAsync();
        await stream.WriteAsync(first, 0, 5);
        (KafkaSink second, StreamProgress? progress) = await stream.OpenAsync();
        Assert.Equal(4UL, progress!.Number);

        BlockData block = EncodedBlocks.Make(stream.Pool, 5);
        await first.WriteAsync(block, stream.Cancellation);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () => await first.CommitAsync(stream.Cancellation));
        Assert.Equal(ChainSyncError.Fenced, error.Error);
        Assert.Contains("Another instance", error.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        block.Return();

        await stream.WriteAsync(second, 5, 5);
        await second.DisposeAsync();
        stream.AssertExactly(10);
    }

    [Fact]
    public async Task Refuses_a_stream_whose_settings_changed()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 1);
        await sink.DisposeAsync();
        await using KafkaSink other = stream.NewSink();
        StreamDescription changed = EncodedBlocks.Stream(stream.Chain) with { Format = "messagepack" };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () => await other.OpenAsync(changed, stream.Cancellation));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("format json, but messagepack", error.Message, StringComparison.Ordinal);
    }
}
