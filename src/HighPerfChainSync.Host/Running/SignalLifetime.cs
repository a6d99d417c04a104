using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace HighPerfChainSync.Host.Running;

/// <summary>The host's lifetime when signals are handled by <see cref="ShutdownSignals"/>: tells systemd that the start is done, nothing else.</summary>
internal sealed class SignalLifetime(ISystemdNotifier systemd, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private CancellationTokenRegistration _started;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _started = application.ApplicationStarted.Register(() => systemd.Notify(ServiceState.Ready));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _started.Dispose();
}
