using HighPerfChainSync.Kafka;
using Testcontainers.Kafka;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>The sink against Kafka's own image, where there is Docker.</summary>
public sealed class KafkaContainerTests
{
    [Fact]
    public async Task Writes_to_a_container()
    {
        (KafkaContainer? container, string? whyNot) = await ContainerKafka.TryStartAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(container is null, $"Needs Docker: {whyNot}.");
        await using KafkaContainer running = container!;
        using var stream = new KafkaTestStream(running.GetBootstrapAddress());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 5);
        await sink.DisposeAsync();
        stream.AssertExactly(5);
    }
}
