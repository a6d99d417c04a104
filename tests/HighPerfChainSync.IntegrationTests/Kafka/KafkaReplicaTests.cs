using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Provisioning where there are three brokers, one of which may die.</summary>
[Collection(OwnKafka.Name)]
public sealed class KafkaReplicaTests
{
    [Fact]
    public async Task Three_brokers_get_three_replicas_and_commits_that_two_have()
    {
        string? missing = KafkaProcess.WhyNot();
        Assert.SkipWhen(missing is not null, $"Needs a real Kafka of three nodes: {missing}.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using KafkaProcess kafka = await KafkaProcess.StartAsync(new KafkaProcessOptions { Nodes = 3 }, cancellation);
        using var stream = new KafkaTestStream(kafka.BootstrapServers);
        (KafkaSink sink, _) = await stream.OpenAsync();
        await using (sink)
        {
            foreach (string topic in (string[])["blocks", "token_transfers", "progress"])
                Assert.Equal("2", (await KafkaTopics.DescribeAsync(stream, $"{stream.Chain}_{topic}"))["min.insync.replicas"].Value);
            Assert.Contains($"{stream.Chain}_logs: 1 partitions, 3 replicas", await KafkaTopics.SnapshotAsync(stream));
            await stream.WriteAsync(sink, 0, 5);
            await kafka.KillAsync(cancellation, node: 3);
            await stream.WriteAsync(sink, 5, 5);
        }

        stream.AssertExactly(10);
        var tooMany = new KafkaTestStream(kafka.BootstrapServers) { Options = stream.Options with { ReplicationFactor = 4 } };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(tooMany.OpenAsync);
        Assert.Contains("4 replicas are asked for", error.Message, StringComparison.Ordinal);
        tooMany.Dispose();
    }
}
