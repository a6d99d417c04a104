using System.Diagnostics.Metrics;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>The streams of the process, ready to run. Closes them at its own end.</summary>
internal sealed class StreamSet : IAsyncDisposable
{
    private readonly List<SyncStream> _streams = [];
    private readonly ILogger _logger;
    private readonly List<StreamRun> _runs = [];

    /// <summary>Creates the streams and their sinks; nothing is contacted yet.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">A setting cannot be used.</exception>
    public StreamSet(IReadOnlyList<StreamSettings> settings, ILoggerFactory loggers, IMeterFactory meters)
    {
        _logger = loggers.CreateLogger<StreamSet>();
        var services = new SyncStreamServices { Loggers = loggers, Meters = meters, Pool = Pool };
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

    /// <summary>Where all streams rent their blocks.</summary>
    internal BlockDataPool Pool { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (SyncStream stream in _streams) await stream.DisposeAsync().ConfigureAwait(false);
        string leaks = Pool.DescribeLeaks();
        // A pool with leaks fails an assertion at its end, which would hide the exit code.
        if (leaks.Length > 0) RunningLog.BlocksLeaked(_logger, leaks);
        else Pool.Dispose();
    }
}
