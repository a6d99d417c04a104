using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Kafka dies in mid-run and comes back. It is a Kafka of this test's own.</summary>
public sealed class KafkaOutageTests
{
    [Fact]
    public Task Waits_for_a_killed_broker_and_goes_on() => WriteThroughOutageAsync([], TimeSpan.FromSeconds(3));

    /// <summary>The broker has aborted the transaction and fenced its producer when it is back: not another instance, so the sink must go on.</summary>
    [Fact]
    public Task Survives_an_outage_that_outlasts_its_transaction() => WriteThroughOutageAsync(
        new() { ["transaction.timeout.ms"] = "3000" }, TimeSpan.FromSeconds(6));

    private static async Task WriteThroughOutageAsync(Dictionary<string, string> config, TimeSpan outage)
    {
        string? whyNot = KafkaProcess.WhyNot();
        Assert.SkipUnless(whyNot is null, $"Needs a Kafka to kill: {whyNot}.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using KafkaProcess kafka = await KafkaProcess.StartAsync(cancellation);
        using var stream = new KafkaTestStream(kafka.BootstrapServers)
        {
            Options = new KafkaSinkOptions { BootstrapServers = kafka.BootstrapServers, Config = config },
        };
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 10);
        Task writing = Task.Run(() => stream.WriteAsync(sink, 10, 2000, blocksPerCommit: 10), cancellation);
        await Task.Delay(200, cancellation);
        Assert.False(writing.IsCompleted, "The blocks were written before the broker could be killed.");
        await kafka.KillAsync(cancellation);
        await Task.Delay(outage, cancellation);
        Assert.False(writing.IsCompleted);
        await kafka.RestartAsync(cancellation);
        await writing;
        await sink.DisposeAsync();
        stream.AssertExactly(2010);
    }
}
