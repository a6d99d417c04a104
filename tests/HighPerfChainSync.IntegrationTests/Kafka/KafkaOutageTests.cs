using HighPerfChainSync.Kafka;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Kafka dies in mid-run and comes back. It is a Kafka of each test's own.</summary>
[Collection(OwnKafka.Name)]
public sealed class KafkaOutageTests
{
    private const int BlocksPerCommit = 10;

    [Fact]
    public Task Waits_for_a_killed_broker_and_goes_on() => WriteThroughOutageAsync([], TimeSpan.FromSeconds(2));

    /// <summary>The broker has aborted the transaction and fenced its producer when it is back: not another instance, so the sink goes on.</summary>
    [Fact]
    public Task Survives_an_outage_that_outlasts_its_transaction() => WriteThroughOutageAsync(
        new() { ["transaction.timeout.ms"] = "3000" }, TimeSpan.FromSeconds(5));

    [Fact]
    public Task Waits_without_transactions() => WriteThroughOutageAsync([], TimeSpan.FromSeconds(2), KafkaDelivery.AtLeastOnce);

    /// <summary>Its connections stay open and nothing answers, for longer than the transaction may last.</summary>
    [Fact]
    public Task Survives_a_suspended_broker() => WriteThroughOutageAsync(
        new() { ["transaction.timeout.ms"] = "3000", ["socket.timeout.ms"] = "2000" }, TimeSpan.FromSeconds(5), suspend: true);

    private static async Task WriteThroughOutageAsync(
        Dictionary<string, string> config, TimeSpan outage, KafkaDelivery delivery = KafkaDelivery.ExactlyOnce, bool suspend = false)
    {
        string? whyNot = KafkaProcess.WhyNot();
        Assert.SkipUnless(whyNot is null, $"Needs a Kafka to kill: {whyNot}.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using KafkaProcess kafka = await KafkaProcess.StartAsync(cancellation);
        using var stream = new KafkaTestStream(kafka.BootstrapServers)
        {
            Options = new KafkaSinkOptions { BootstrapServers = kafka.BootstrapServers, Config = config, Delivery = delivery },
        };
        (KafkaSink sink, _) = await stream.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int written = 0;
        Task writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await stream.WriteAsync(sink, (ulong)written, BlocksPerCommit, BlocksPerCommit);
                    Interlocked.Add(ref written, BlocksPerCommit);
                }
            },
            cancellation);
        await WaitUntilAsync(BlocksPerCommit * 5);
        await (suspend ? kafka.SuspendAsync(cancellation) : kafka.KillAsync(cancellation));
        int before = Volatile.Read(ref written);
        await Task.Delay(outage, cancellation);
        // The commit that was under way may have been answered before the broker died.
        Assert.InRange(Volatile.Read(ref written), before, before + BlocksPerCommit);
        await (suspend ? kafka.ContinueAsync(cancellation) : kafka.RestartAsync(cancellation));
        await WaitUntilAsync(Volatile.Read(ref written) + (BlocksPerCommit * 3));
        await stop.CancelAsync();
        await writing.WaitAsync(TimeSpan.FromMinutes(3), cancellation);
        await sink.DisposeAsync();

        // Without transactions, records whose acknowledgement the dead broker still owed may come again.
        if (delivery == KafkaDelivery.AtLeastOnce) stream.AssertNothingLost(written);
        else stream.AssertExactly(written);

        Task WaitUntilAsync(int blocks) => Patience.UntilAsync(
            async () =>
            {
                if (writing.IsFaulted) await writing;
                return Volatile.Read(ref written) >= blocks;
            },
            $"{blocks} blocks are written");
    }
}
