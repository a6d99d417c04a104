using System.Diagnostics.Metrics;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>The streams of the process, ready to run. Closes them at its own end.</summary>
internal sealed class StreamSet : IAsyncDisposable
{
    private readonly List<SyncStream> _streams = [];
    private readonly List<StreamRun> _runs = [];

    /// <summary>Creates the streams and their sinks; nothing is contacted yet.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">A setting cannot be used.</exception>
    public StreamSet(IReadOnlyList<StreamSettings> settings, ILoggerFactory loggers, IMeterFactory meters)
    {
        var services = new SyncStreamServices { Loggers = loggers, Meters = meters };
        foreach (StreamSettings each in settings)
        {
            IBlockSink sink = SinkFactory.Create(each, loggers);
            var stream = new SyncStream(each.Options, sink, services);
            _streams.Add(stream);
            _runs.Add(new StreamRun(each.Key, stream.Status, stream.RunAsync));
        }
    }

    /// <summary>The streams as the runner sees them.</summary>
    public IReadOnlyList<StreamRun> Runs => _runs;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (SyncStream stream in _streams) await stream.DisposeAsync().ConfigureAwait(false);
    }
}
