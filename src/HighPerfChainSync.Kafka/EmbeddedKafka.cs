using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Native;

namespace HighPerfChainSync.Kafka;

/// <summary>A Kafka inside this process, on loopback, in memory: librdkafka's mock cluster, for demonstrations and tests.</summary>
/// <remarks>
/// It is not a broker: it accepts transactions but hides nothing of those that are open or aborted, fences nobody, and forgets
/// everything when it ends. A sink that is open on it keeps it running: disposed before the sink, it ends when the sink is closed. Other
/// clients find no broker any more, which is safe. Thread: any.
/// </remarks>
public sealed class EmbeddedKafka : IDisposable
{
    /// <summary><c>RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS</c>.</summary>
    private const int TopicAlreadyExists = 36;

    private readonly ClientHandle _client;
    private readonly MockClusterHandle _cluster;

    /// <summary>Starts it.</summary>
    /// <param name="brokers">Number of brokers, 1 or more.</param>
    /// <exception cref="ChainSyncException">librdkafka could not start it.</exception>
    public EmbeddedKafka(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        LoadedLibrary.Register();
        _client = NewClient();
        _cluster = new MockClusterHandle(_client, brokers);
        if (_cluster.IsInvalid)
        {
            _client.Dispose();
            throw new ChainSyncException(ChainSyncError.Sink, "The embedded Kafka could not be started: no listener on loopback could be opened.");
        }

        BootstrapServers = NativeText.Read(LibRdKafka.MockClusterBootstraps(_cluster));
    }

    /// <summary>Its address, <c>127.0.0.1:port</c>, comma-separated.</summary>
    public string BootstrapServers { get; }

    /// <summary>Creates a topic; one that exists is left as it is. A topic that is used before it is created has four partitions.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="partitions">Number of partitions, 1 or more.</param>
    /// <exception cref="ChainSyncException">librdkafka refused it.</exception>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public void CreateTopic(string name, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ObjectDisposedException.ThrowIf(_cluster.IsClosed, this);
        int code = LibRdKafka.MockTopicCreate(_cluster, name, partitions, replicas: 1);
        if (code is not (0 or TopicAlreadyExists))
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaTopic, $"The embedded Kafka cannot create topic '{name}': {NativeText.OfCode(code)}.");
        }
    }

    /// <summary>Keeps it running until the reference is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    internal MockClusterReference Hold()
    {
        ObjectDisposedException.ThrowIf(_cluster.IsClosed, this);
        return new MockClusterReference(_cluster);
    }

    /// <summary>Makes the next requests of a kind fail, one for each code; 0 lets one pass.</summary>
    /// <param name="apiKey">The kind: <c>ApiKey</c> in Kafka's protocol.</param>
    /// <param name="codes">Codes of Kafka's protocol, in the order of the requests.</param>
    internal void FailRequests(short apiKey, params ReadOnlySpan<int> codes) =>
        LibRdKafka.MockPushRequestErrors(_cluster, apiKey, (nuint)codes.Length, codes);

    /// <summary>Lets a broker go away or come back. Brokers are numbered from 1.</summary>
    internal void SetAvailable(int broker, bool available) =>
        _ = available ? LibRdKafka.MockBrokerSetUp(_cluster, broker) : LibRdKafka.MockBrokerSetDown(_cluster, broker);

    /// <summary>Sets how long a broker takes to answer.</summary>
    internal void SetRoundTrip(int broker, TimeSpan time) => _ = LibRdKafka.MockBrokerSetRoundTrip(_cluster, broker, (int)time.TotalMilliseconds);

    /// <summary>The client that owns the cluster. It connects to nothing, which librdkafka would remark on standard error: hence the log level.</summary>
    private static ClientHandle NewClient()
    {
        using var configuration = new ConfigurationHandle();
        string error = configuration.TrySet("log_level", "2") ?? "";
        ClientHandle? client = error.Length == 0 ? configuration.TryCreateProducer(out error) : null;
        return client ?? throw new ChainSyncException(ChainSyncError.Sink, $"The embedded Kafka could not be started: {error}.");
    }

    /// <summary>Stops it and drops all records, once no open sink uses it.</summary>
    public void Dispose()
    {
        _cluster.Dispose();
        _client.Dispose();
    }
}
