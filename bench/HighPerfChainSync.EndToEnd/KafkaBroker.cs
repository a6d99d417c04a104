using System.Diagnostics;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The Kafka that is written to: the one in <c>CHAINSYNC_KAFKA</c>, else one started from <c>shared/kafka</c>.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    private readonly KafkaProcess? _started;

    private KafkaBroker(string bootstrap, KafkaProcess? started)
    {
        Bootstrap = bootstrap;
        _started = started;
    }

    public string Bootstrap { get; }

    /// <summary>Its data, when it was started here.</summary>
    public string? Directory => _started?.Directory;

    /// <summary>Finds or starts a broker; null when there is none to be had.</summary>
    /// <param name="settings">Properties for one that is started.</param>
    public static async Task<KafkaBroker?> FindAsync(params IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (Environment.GetEnvironmentVariable("CHAINSYNC_KAFKA") is { Length: > 0 } given) return new KafkaBroker(given, null);
        if (KafkaProcess.WhyNot() is not null) return null;
        KafkaProcess started = await KafkaProcess.StartAsync(new KafkaProcessOptions { Settings = settings }, CancellationToken.None);
        return new KafkaBroker(started.BootstrapServers, started);
    }

    /// <summary>The broker's process, when it was started here.</summary>
    public Process? Process() => _started?.GetProcess();

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;
}
