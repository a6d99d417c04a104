using Confluent.Kafka;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.EndToEnd.Workloads;

/// <summary>Topics for one measurement, made as the sink makes them and removed after it.</summary>
internal sealed class BenchStream : IAsyncDisposable
{
    private static int s_count;

    private readonly KafkaSinkOptions _options;

    private BenchStream(KafkaSinkOptions options, EntitySet entities)
    {
        _options = options;
        string chain = $"producer_{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}";
        Cluster = new KafkaCluster(options, NullLogger.Instance, TimeProvider.System);
        Topics = new TopicPlan(options, new StreamDescription(chain, new ChainIdentity(1, default(Hash256), "bench"), entities, "json", 0));
        Properties = new ClientFactory(options).ProducerProperties(Topics);
    }

    /// <summary>Makes producers like the sink's.</summary>
    public KafkaCluster Cluster { get; }

    /// <summary>The topics.</summary>
    public TopicPlan Topics { get; }

    /// <summary>What the sink's producer is configured with.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Creates the topics.</summary>
    public static async Task<BenchStream> CreateAsync(KafkaSinkOptions options, EntitySet entities, CancellationToken cancellation)
    {
        var stream = new BenchStream(options, entities);
        await stream.Cluster.ProvisionAsync(stream.Topics, cancellation);
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _options.BootstrapServers }).Build();
        await admin.DeleteTopicsAsync(Topics.Names);
    }
}
