using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Auditing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>The audit of topics that a sink has written, and that somebody else has written to since.</summary>
public sealed class TopicAuditTests(RealKafka kafka)
{
    private const int Blocks = 40;

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task What_the_sink_writes_is_sound(string format)
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream, format);
        AuditReport report = await AuditAsync(stream);
        Assert.True(report.IsSound, Text(report));
        Assert.Equal(Blocks - 1UL, report.LastBlock);
        Assert.Equal(Blocks * 5, report.Records);
        Assert.Equal([Blocks, 2 * Blocks, 2 * Blocks, 0], report.Topics.Select(static topic => topic.Records));
        Assert.All(report.Topics.Take(3), static topic => Assert.Equal(Blocks, topic.Blocks));
    }

    [Theory]
    [InlineData(KafkaPartitionBy.BlockRange)]
    [InlineData(KafkaPartitionBy.Transaction)]
    public async Task Partitioned_topics_are_put_together(KafkaPartitionBy by)
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Partitions = 3, PartitionBy = by, BlocksPerRange = 7 },
        };
        ReadableBlocks blocks = await WriteAsync(stream);
        AuditReport report = await AuditAsync(stream);
        Assert.True(report.IsSound, Text(report));
        Assert.Equal(Blocks * 5, report.Records);
        Assert.All(report.Topics, static topic => Assert.Equal(3, topic.Partitions));
        string first = TextEncoding.UTF8.GetString(stream.Read($"{stream.Chain}_logs")[0].Message.Value);
        await blocks.InjectAsync($"{stream.Chain}_logs", first);
        Assert.False((await AuditAsync(stream)).IsSound);
    }

    [Theory]
    [InlineData(AuditFaultKind.Duplicate, "logs", -1)]
    [InlineData(AuditFaultKind.Order, "logs", 3)]
    public async Task A_record_that_is_written_again_is_found(AuditFaultKind kind, string entities, int index)
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        ReadableBlocks blocks = await WriteAsync(stream);
        List<ConsumeResult<string?, byte[]>> records = stream.Read($"{stream.Chain}_{entities}");
        string value = TextEncoding.UTF8.GetString(records[index < 0 ? records.Count + index : index].Message.Value);
        if (kind == AuditFaultKind.Order) value = value.Replace("\"item_id\":\"log_", "\"item_id\":\"log_other_", StringComparison.Ordinal);
        await blocks.InjectAsync($"{stream.Chain}_{entities}", value);
        TopicFindings topic = Find(await AuditAsync(stream), entities);
        Assert.Equal(1, topic.CountOf(kind));
        // And the progress has counted one less.
        Assert.Equal(1, topic.CountOf(AuditFaultKind.Mismatch));
    }

    [Fact]
    public async Task A_block_that_is_left_out_is_found()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        var blocks = new ReadableBlocks(stream);
        (KafkaSink sink, _) = await stream.OpenAsync();
        await blocks.WriteAsync(sink, 0, 10);
        await blocks.WriteAsync(sink, 12, 10);
        await sink.DisposeAsync();
        TopicFindings topic = Find(await AuditAsync(stream), "blocks");
        Assert.Equal(2, topic.CountOf(AuditFaultKind.Gap));
        Assert.Contains("blocks 10 to 11 are missing", topic.Examples[0].Message, StringComparison.Ordinal);
        Assert.Equal(10, topic.Examples[0].Offset - 2); // Two commits lie before it.
    }

    [Fact]
    public async Task Foreign_records_and_records_behind_the_progress_are_found()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        ReadableBlocks blocks = await WriteAsync(stream);
        string transaction = TextEncoding.UTF8.GetString(stream.Read($"{stream.Chain}_transactions")[0].Message.Value);
        await blocks.InjectAsync($"{stream.Chain}_logs", "not even JSON");
        await blocks.InjectAsync($"{stream.Chain}_transactions", transaction.Replace("\"block_number\":0", "\"block_number\":77", StringComparison.Ordinal));
        AuditReport report = await AuditAsync(stream);
        Assert.Equal(1, Find(report, "logs").CountOf(AuditFaultKind.Foreign));
        Assert.Contains("behind the progress", Text(report), StringComparison.Ordinal);
        Assert.True(Find(report, "blocks").IsSound);
    }

    [Fact]
    public async Task A_stream_may_be_written_while_it_is_audited()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        ReadableBlocks blocks = await WriteAsync(stream);
        (KafkaSink sink, _) = await stream.OpenAsync();
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(
            async () =>
            {
                for (ulong next = Blocks; !stop.IsCancellationRequested; next += 5) await blocks.WriteAsync(sink, next, 5);
            },
            stream.Cancellation);
        for (int i = 0; i < 5; i++)
        {
            AuditReport report = await AuditAsync(stream);
            Assert.True(report.IsSound, Text(report));
        }

        await stop.CancelAsync();
        await writing;
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task Topics_without_progress_are_audited_by_themselves()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream);
        AuditReport report = await AuditAsync(stream, $"{stream.Chain}_blocks");
        Assert.Equal(stream.Chain, report.Stream);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => TopicAudit.RunAsync(
            new TopicAuditOptions { BootstrapServers = stream.Options.BootstrapServers, Chain = "nobody" }, stream.Logger, stream.Cancellation));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
    }

    private static async Task<ReadableBlocks> WriteAsync(KafkaTestStream stream, string format = "json")
    {
        var blocks = new ReadableBlocks(stream, format);
        (KafkaSink sink, _) = await stream.OpenAsync();
        await blocks.WriteAsync(sink, 0, Blocks / 2);
        await blocks.AbortAsync(sink, Blocks / 2);
        (sink, _) = await stream.OpenAsync();
        await blocks.WriteAsync(sink, Blocks / 2, Blocks / 2);
        await sink.DisposeAsync();
        return blocks;
    }

    private static Task<AuditReport> AuditAsync(KafkaTestStream stream, params string[] topics) => TopicAudit.RunAsync(
        new TopicAuditOptions
        {
            BootstrapServers = stream.Options.BootstrapServers,
            Chain = topics.Length == 0 ? stream.Chain : null,
            Topics = topics,
        },
        stream.Logger,
        stream.Cancellation);

    private static TopicFindings Find(AuditReport report, string entities) =>
        report.Topics.Single(topic => topic.Topic.EndsWith(entities, StringComparison.Ordinal));

    private static string Text(AuditReport report) =>
        string.Join('\n', report.Topics.SelectMany(static topic => topic.Examples).Select(static fault => $"{fault.Topic} @{fault.Offset}: {fault.Message}"));
}
