using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.EndToEnd.Brokers;

/// <summary>The Kafka that is written to: the one in <c>CHAINSYNC_KAFKA</c>, else one started from <c>shared/kafka</c>, else the library's embedded one.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    private readonly KafkaProcess? _started;
    private readonly EmbeddedBroker? _embedded;

    private KafkaBroker(string bootstrap, string description, KafkaProcess? started = null, EmbeddedBroker? embedded = null)
    {
        Bootstrap = bootstrap;
        Description = description;
        _started = started;
        _embedded = embedded;
    }

    public string Bootstrap { get; }

    /// <summary>Which one it is, for people.</summary>
    public string Description { get; }

    /// <summary>Whether it is librdkafka's mock cluster, which is no broker: its figures say nothing of a real one.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>Its data, when it was started here.</summary>
    public string? Directory => _started?.Directory;

    /// <summary>Finds or starts a real broker; null when there is none to be had.</summary>
    /// <param name="settings">Properties for one that is started.</param>
    public static async Task<KafkaBroker?> FindAsync(params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (Environment.GetEnvironmentVariable("CHAINSYNC_KAFKA") is { Length: > 0 } given) return new KafkaBroker(given, $"the Kafka at {given} (CHAINSYNC_KAFKA)");
        if (KafkaProcess.WhyNot() is not null) return null;
        KafkaProcess started = await KafkaProcess.StartAsync(new KafkaProcessOptions { Settings = settings }, CancellationToken.None);
        return new KafkaBroker(started.BootstrapServers, "an Apache Kafka of one node, started from the distribution beside the repository", started);
    }

    /// <summary>Starts the embedded one in a process of its own.</summary>
    public static async Task<KafkaBroker> StartEmbeddedAsync()
    {
        EmbeddedBroker embedded = await EmbeddedBroker.StartAsync();
        return new KafkaBroker(embedded.Bootstrap, $"librdkafka's mock cluster, since there is {KafkaProcess.WhyNot()}; it is no broker", embedded: embedded);
    }

    /// <summary>The broker's process, when it was started here.</summary>
    public Process? Process() => _embedded?.Process() ?? _started?.GetProcess();

    /// <summary>Makes topics where nobody else can: the embedded one refuses them to clients.</summary>
    public Task PrepareAsync(IReadOnlyList<string> topics) => _embedded?.CreateTopicsAsync(topics) ?? Task.CompletedTask;

    /// <summary>Removes topics, so that a long measurement does not fill the disk, and nothing stays in somebody's broker. The embedded one bounds its memory by itself.</summary>
    public async Task RemoveAsync(IReadOnlyList<string> topics)
    {
        if (IsEmbedded) return;
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();
        try
        {
            await admin.DeleteTopicsAsync(topics);
        }
        catch (DeleteTopicsException error)
        {
            // Not every stream makes every topic; and figures are worth more than tidiness.
            DeleteTopicReport? refused = error.Results.Find(static result => result.Error.IsError && result.Error.Code != ErrorCode.UnknownTopicOrPart);
            if (refused is not null) await Console.Error.WriteLineAsync($"Topics stay: {refused.Topic}: {refused.Error.Reason}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await _started.DisposeAsync();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }
}
