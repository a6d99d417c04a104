using System.Diagnostics;
using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>
/// A broker that dies in mid-transaction and comes back when that has timed out aborts it, but (4.3) gives up the markers that say so, because its
/// partitions have no leader for a moment. What was aborted must not be seen with the next commit.
/// </summary>
[Collection(OwnKafka.Name)]
public sealed class KafkaUnmarkedTests
{
    private const int TransactionTimeoutMs = 2_000;

    /// <summary>Until it ends, the broker that died counts as alive, and its partitions as led by it.</summary>
    private static readonly TimeSpan s_session = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Never_shows_a_transaction_whose_abort_the_broker_did_not_mark()
    {
        string? whyNot = KafkaProcess.WhyNot();
        Assert.SkipUnless(whyNot is null, $"Needs a Kafka to kill: {whyNot}.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using KafkaProcess kafka = await KafkaProcess.StartAsync(
            new KafkaProcessOptions { Settings = [new("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500")] }, cancellation);
        using var stream = new KafkaTestStream(kafka.BootstrapServers)
        {
            Options = new KafkaSinkOptions
            {
                BootstrapServers = kafka.BootstrapServers,
                Config = new Dictionary<string, string> { ["transaction.timeout.ms"] = "2000" },
            },
        };
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 5);
        await sink.DisposeAsync();

        Leave(stream, kafka.BootstrapServers, 5, 5);
        await kafka.KillAsync(cancellation);
        await Task.Delay(TransactionTimeoutMs + 500, cancellation);
        await kafka.RestartAsync(cancellation);
        bool isUnmarked = await StaysOpenAsync(stream);

        (sink, StreamProgress? progress) = await stream.OpenAsync();
        Assert.Equal(4ul, progress?.Number);
        await stream.WriteAsync(sink, 5, 5);
        await sink.DisposeAsync();
        stream.AssertExactly(10);
        // Whether the sink had to settle it is not asserted: a marker may still come between the look and the start.
        TestContext.Current.TestOutputHelper?.WriteLine(isUnmarked ? "The broker left the transaction open." : "The broker has marked the transaction.");
    }

    /// <summary>Writes the records of blocks as an instance does, and leaves them in a transaction that nobody ends.</summary>
    private static void Leave(KafkaTestStream stream, string bootstrap, ulong first, int count)
    {
        using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            TransactionalId = $"{stream.Chain}_progress",
            TransactionTimeoutMs = TransactionTimeoutMs,
        }).SetLogHandler(static (_, _) => { }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        producer.BeginTransaction();
        for (ulong number = first; number < first + (ulong)count; number++)
        {
            producer.Produce($"{stream.Chain}_blocks", new Message<Null, string> { Value = EncodedBlocks.Text(number, Entity.Block, 0) });
            producer.Produce($"{stream.Chain}_logs", new Message<Null, string> { Value = EncodedBlocks.Text(number, Entity.Log, 0) });
        }

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Whether a part of it is still open when the broker has had the time to end it.</summary>
    private static async Task<bool> StaysOpenAsync(KafkaTestStream stream)
    {
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < s_session * 2;)
        {
            try
            {
                if (!await IsOpenAsync("blocks") && !await IsOpenAsync("logs")) return false;
            }
            catch (KafkaException)
            {
                // The partition has no leader yet.
            }

            await Task.Delay(300, stream.Cancellation);
        }

        return true;

        async Task<bool> IsOpenAsync(string entities)
        {
            long end = await KafkaTopics.EndAsync(stream, $"{stream.Chain}_{entities}", IsolationLevel.ReadUncommitted);
            return await KafkaTopics.EndAsync(stream, $"{stream.Chain}_{entities}", IsolationLevel.ReadCommitted) < end;
        }
    }
}
