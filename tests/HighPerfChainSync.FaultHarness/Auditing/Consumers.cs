using Confluent.Kafka;

namespace HighPerfChainSync.FaultHarness.Auditing;

/// <summary>Plain clients of Confluent.Kafka, configured as any user would.</summary>
internal static class Consumers
{
    /// <summary>A consumer that is shown committed records only and says when a partition ends.</summary>
    public static IConsumer<string, byte[]> ReadCommitted(string bootstrap) => new ConsumerBuilder<string, byte[]>(new ConsumerConfig
    {
        BootstrapServers = bootstrap,
        GroupId = "fault-harness",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = true,
        IsolationLevel = IsolationLevel.ReadCommitted,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchWaitMaxMs = 50,
        ReconnectBackoffMaxMs = 500,
        TopicMetadataRefreshFastIntervalMs = 100,
    }).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();

    /// <summary>An admin client.</summary>
    public static IAdminClient Admin(string bootstrap) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap, ReconnectBackoffMaxMs = 500 })
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
}
