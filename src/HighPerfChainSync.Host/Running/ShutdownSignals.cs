using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>SIGINT and SIGTERM: the first asks for an orderly end, the second aborts.</summary>
/// <remarks>Thread: any. Signals come on threads of the runtime.</remarks>
internal sealed class ShutdownSignals : IDisposable
{
    // After an abort nothing is worth waiting for, but a native library may not let go.
    private static readonly TimeSpan s_abortGrace = TimeSpan.FromSeconds(5);

    private readonly ILogger<ShutdownSignals> _logger;
    private readonly ISystemdNotifier _systemd;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Action<int> _exit;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Timer? _grace;
    private int _received;
    private int _abortCode;

    /// <summary>Creates it; <see cref="Listen"/> registers it.</summary>
    /// <param name="logger">Says what a signal leads to.</param>
    /// <param name="systemd">Told when the end begins.</param>
    /// <param name="exit">Ends the process when an abort does not.</param>
    public ShutdownSignals(ILogger<ShutdownSignals> logger, ISystemdNotifier systemd, Action<int> exit)
    {
        _logger = logger;
        _systemd = systemd;
        _exit = exit;
    }

    /// <summary>Cancelled by the first signal: finish what is under way, commit, end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second signal: end without a commit.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>The exit code of an abort, or null when there was none.</summary>
    public int? AbortCode => Volatile.Read(ref _abortCode) is > 0 and int code ? code : null;

    /// <summary>Takes the signals over from the runtime.</summary>
    public void Listen()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive));
    }

    /// <summary>What happens on a signal.</summary>
    internal void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        string name = context.Signal.ToString();
        int number = Interlocked.Increment(ref _received);
        if (number == 1)
        {
            RunningLog.Stopping(_logger, name);
            _systemd.Notify(ServiceState.Stopping);
            // The handler must not run what waits for the token.
            _ = _stop.CancelAsync();
        }
        else if (number == 2)
        {
            int code = context.Signal == PosixSignal.SIGINT ? ExitCodes.Interrupted : ExitCodes.Terminated;
            Volatile.Write(ref _abortCode, code);
            RunningLog.Aborting(_logger, name);
            _grace = new Timer(_ => _exit(code), null, s_abortGrace, Timeout.InfiniteTimeSpan);
            _ = _abort.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _grace?.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }
}
