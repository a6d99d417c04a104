using Confluent.Kafka;

namespace HighPerfChainSync.Host.Demo;

/// <summary>Reads a topic of one partition from its beginning to its end, as any consumer would: committed records only.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The values of all records, in order.</summary>
    /// <exception cref="TimeoutException">The end was not reached in half a minute.</exception>
    public static List<byte[]> ReadAll(string bootstrap, string topic, CancellationToken cancellationToken)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "chainsync-demo",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using IConsumer<Ignore, byte[]> consumer = new ConsumerBuilder<Ignore, byte[]>(config)
            .SetLogHandler((_, _) => { })
            .Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var records = new List<byte[]>();
        DateTime limit = DateTime.UtcNow + s_patience;
        while (DateTime.UtcNow < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ConsumeResult<Ignore, byte[]>? result = consumer.Consume(TimeSpan.FromMilliseconds(200));
            if (result is null) continue;
            if (result.IsPartitionEOF) return records;
            records.Add(result.Message.Value);
        }

        throw new TimeoutException($"The end of topic {topic} was not reached in {s_patience.TotalSeconds:0} s.");
    }
}
