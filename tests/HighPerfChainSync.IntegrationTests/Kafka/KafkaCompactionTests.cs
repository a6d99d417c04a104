using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>The progress topic stays small: Kafka compacts what our settings of the topic let it.</summary>
public sealed class KafkaCompactionTests(RealKafka kafka)
{
    /// <summary>With 128 hashes in each, 9 KB, their progress fills two segments and begins a third.</summary>
    private const int Blocks = 400;

    [Fact]
    public async Task The_progress_topic_is_compacted_and_the_stream_goes_on_behind_it()
    {
        string bootstrap = await kafka.RequireAsync();
        // Uncompressed: the hashes of these blocks are mostly zeros.
        using var stream = new KafkaTestStream(bootstrap) { Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Compression = "none" } };
        string topic = stream.Chain + "_progress";
        (KafkaSink sink, _) = await stream.OpenAsync();
        await using (sink) await stream.WriteAsync(sink, 0, Blocks, blocksPerCommit: 1);

        await Patience.UntilAsync(() => stream.Read(topic).Count < Blocks - 100, "the progress topic is compacted");
        List<ConsumeResult<string?, byte[]>> left = stream.Read(topic);
        Assert.Equal((ulong)Blocks - 1, ProgressCodec.Read(left[^1].Message.Value, topic).Last!.Number);

        (KafkaSink again, StreamProgress? progress) = await stream.OpenAsync();
        await using (again)
        {
            Assert.Equal((ulong)Blocks - 1, progress!.Number);
            await stream.WriteAsync(again, Blocks, 1);
        }

        stream.AssertExactly(Blocks + 1);
    }
}
