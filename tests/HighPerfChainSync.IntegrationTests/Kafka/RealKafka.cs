using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Testing;
using Testcontainers.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>
/// A real Kafka for all tests of this assembly, started when the first one asks: the one that <c>CHAINSYNC_KAFKA</c> names,
/// else a node of the distribution beside the repository, else a container. <c>CHAINSYNC_KAFKA=container</c> asks for a container at once.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    private const string Variable = "CHAINSYNC_KAFKA";
    private const string Container = "container";

    /// <summary>Apache's own image.</summary>
    internal const string Image = "apache/kafka:4.3.1";

    private readonly SemaphoreSlim _gate = new(1);
    private KafkaProcess? _process;
    private KafkaContainer? _container;
    private string? _bootstrap;
    private string? _missing;

    /// <summary>Its address; skips the test when there is none.</summary>
    public async Task<string> RequireAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_bootstrap is null && _missing is null) await FindAsync(cancellation);
        }
        finally
        {
            _gate.Release();
        }

        Assert.SkipWhen(_bootstrap is null, $"Needs a real Kafka: {_missing}.");
        return _bootstrap!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        if (_container is not null) await _container.DisposeAsync();
        _gate.Dispose();
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        string? configured = Environment.GetEnvironmentVariable(Variable);
        if (configured == Container)
        {
            await StartContainerAsync($"{Variable} asks for a container", cancellationToken);
        }
        else if (!string.IsNullOrEmpty(configured))
        {
            _bootstrap = configured;
        }
        else if (KafkaProcess.WhyNot() is { } whyNoProcess)
        {
            await StartContainerAsync($"{Variable} is not set, {whyNoProcess}", cancellationToken);
        }
        else
        {
            _process = await KafkaProcess.StartAsync(cancellationToken);
            _bootstrap = _process.BootstrapServers;
        }
    }

    private async Task StartContainerAsync(string why, CancellationToken cancellationToken)
    {
        (_container, string? whyNoContainer) = await ContainerKafka.TryStartAsync(cancellationToken);
        _bootstrap = _container?.GetBootstrapAddress();
        _missing = $"{why}, {whyNoContainer}";
    }
}
