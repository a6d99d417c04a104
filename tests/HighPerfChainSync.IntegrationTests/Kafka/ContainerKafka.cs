using Testcontainers.Kafka;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>A Kafka in a container, where Docker and the image are there.</summary>
internal static class ContainerKafka
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Starts one, or says why not.</summary>
    public static async Task<(KafkaContainer? Container, string? WhyNot)> TryStartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        KafkaContainer? container = null;
        try
        {
            container = new KafkaBuilder(RealKafka.Image).Build();
            await container.StartAsync(limit.Token);
            return (container, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, no Docker, no image or no network, the reason is what the skipped test shows.
            if (container is not null) await container.DisposeAsync();
            return (null, $"no container of {RealKafka.Image}: {FirstLine(exception.Message)}");
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('.', '\r');
}
