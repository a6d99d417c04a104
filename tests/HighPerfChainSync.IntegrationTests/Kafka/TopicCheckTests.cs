using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Checking;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Real blocks that the sink wrote, proven from a real Kafka, in one partition and in several.</summary>
public sealed class TopicCheckTests(RealKafka kafka)
{
    [Theory]
    [InlineData("json", 1, KafkaPartitionBy.BlockRange, "{chain}_{entities}")]
    [InlineData("messagepack", 1, KafkaPartitionBy.BlockRange, "{chain}_all")]
    [InlineData("json", 3, KafkaPartitionBy.Block, "{chain}_{entities}")]
    [InlineData("messagepack", 3, KafkaPartitionBy.Transaction, "{chain}_{entities}")]
    public async Task What_the_sink_writes_is_proven(string format, int partitions, KafkaPartitionBy by, string template)
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Partitions = partitions, PartitionBy = by, TopicTemplate = template },
        };
        (ulong first, ulong last) = await WriteAsync(stream, format);
        TopicCheckReport report = await CheckAsync(stream);
        Assert.True(report.IsSound, string.Join('\n', report.Faults));
        Assert.Equal((long)(last - first + 1), report.Blocks);
        Assert.Equal("extended", report.Schema);
        Assert.Equal(report.Blocks, report.Checks.Single(static row => row.Check == "block-hash").Passed);
        report = await CheckAsync(stream, first + 2, first + 3);
        Assert.True(report.IsSound, string.Join('\n', report.Faults));
        Assert.Equal(2, report.Blocks);
    }

    [Fact]
    public async Task What_somebody_else_writes_is_found()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream, "json");
        string topic = $"{stream.Chain}_logs";
        var records = stream.Read(topic);
        await new ReadableBlocks(stream).InjectAsync(topic, TextEncoding.UTF8.GetString(records[^1].Message.Value));
        TopicCheckReport report = await CheckAsync(stream);
        Assert.Equal("record-duplicate", Assert.Single(report.Faults).Check);
        Assert.Equal(topic, report.Faults[0].Place!.Value.Topic);
        Assert.True(report.Faults[0].Place!.Value.Offset > records[^1].Offset);
    }

    private static async Task<(ulong First, ulong Last)> WriteAsync(KafkaTestStream stream, string format)
    {
        RecordedChain chain = RecordedChain.Load(SampleChain.Open(), "sample");
        var encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = RecordSchema.Extended });
        KafkaSink sink = stream.NewSink();
        await sink.OpenAsync(
            new StreamDescription(stream.Chain, new ChainIdentity(31337, null, "test/1.0"), EntitySet.Default, format, chain.First) { Schema = RecordSchema.Extended },
            stream.Cancellation);
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            BlockData block = stream.Pool.Rent("test");
            Decode(chain, number, block);
            encoder.Encode(block, EntitySet.Default);
            await sink.WriteAsync(block, stream.Cancellation);
            await sink.CommitAsync(stream.Cancellation);
            block.Return();
        }

        await sink.DisposeAsync();
        return (chain.First, chain.Last);
    }

    /// <summary>The recorded node has transactions with blobs in a trie of its own.</summary>
    private static Task<TopicCheckReport> CheckAsync(KafkaTestStream stream, ulong? from = null, ulong? to = null) => TopicCheck.RunAsync(
        new TopicCheckOptions
        {
            BootstrapServers = stream.Options.BootstrapServers, Chain = stream.Chain, From = from, To = to,
            SkippedChecks = CheckSet.Empty.With(BlockCheck.TransactionsRoot),
        },
        stream.Logger,
        stream.Cancellation);

    private static void Decode(RecordedChain chain, ulong number, BlockData block)
    {
        var decoder = new BlockDecoder(new UnknownFields());
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        decoder.DecodeBlock(new(answer.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
