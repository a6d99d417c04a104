using System.Diagnostics.Metrics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.Embedding;

/// <summary>Runs the registered streams side by side for as long as the program runs.</summary>
/// <remarks>When the program ends, streams stop in order; when its patience ends (<c>HostOptions.ShutdownTimeout</c>), they are aborted.</remarks>
internal sealed class ChainSyncService : IHostedService, IDisposable
{
    private readonly ChainSyncBuilder _builder;
    private readonly IServiceProvider _provider;
    private readonly ChainSyncStreams _streams;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Creates the service.</summary>
    public ChainSyncService(ChainSyncBuilder builder, IServiceProvider provider, ChainSyncStreams streams)
    {
        _builder = builder;
        _provider = provider;
        _streams = streams;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SyncStreamServices services = CreateServices();
        ILogger logger = services.Loggers.CreateLogger("HighPerfChainSync.Pipeline");
        var streams = new List<SyncStream>(_builder.Streams.Count);
        try
        {
            foreach (StreamRegistration registration in _builder.Streams)
                streams.Add(new SyncStream(registration.Options, registration.Sink(_provider), services));
        }
        catch
        {
            // The program will not start: what the streams before this one own is closed.
            foreach (SyncStream stream in streams) await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _streams.Began(streams);
        _running = Task.Run(() => RunAllAsync(streams, logger), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        using CancellationTokenRegistration impatient = cancellationToken.UnsafeRegister(static abort => ((CancellationTokenSource)abort!).Cancel(), _abort);
        await _running.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }

    private SyncStreamServices CreateServices()
    {
        var services = new SyncStreamServices
        {
            Loggers = _provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            Meters = _provider.GetService<IMeterFactory>(),
            Time = _provider.GetService<TimeProvider>() ?? TimeProvider.System,
        };
        return _builder.Services?.Invoke(_provider, services) ?? services;
    }

    private async Task RunAllAsync(List<SyncStream> streams, ILogger logger)
    {
        var running = new Task<StreamResult>[streams.Count];
        for (int i = 0; i < running.Length; i++) running[i] = RunAsync(streams[i], logger);
        _streams.Ended(await Task.WhenAll(running).ConfigureAwait(false));
        if (_builder.StopHostWhenDone) _provider.GetService<IHostApplicationLifetime>()?.StopApplication();
    }

    private async Task<StreamResult> RunAsync(SyncStream stream, ILogger logger)
    {
        try
        {
            await using (stream.ConfigureAwait(false))
                await stream.RunAsync(_stop.Token, _abort.Token).ConfigureAwait(false);
            return new StreamResult(stream.Options, stream.Status, null);
        }
        catch (Exception error)
        {
            PipelineLog.Failed(logger, stream.Status.Chain, (error as ChainSyncException)?.Error ?? ChainSyncError.Internal, error);
            return new StreamResult(stream.Options, stream.Status, error);
        }
    }
}
