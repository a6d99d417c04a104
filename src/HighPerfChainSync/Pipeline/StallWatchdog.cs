using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Pipeline;

/// <summary>Notices that a stream makes no progress, and says which stage waits for what: at growing intervals, and once more when it moves again.</summary>
/// <remarks>At the head with everything committed there is nothing to progress with; that is said too, but is no warning.</remarks>
internal sealed class StallWatchdog
{
    /// <summary>Looks in one stall time.</summary>
    private const int LooksPerStall = 4;

    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(30);

    private readonly PipelineContext _context;
    private readonly TimeSpan _stall;
    private readonly string _chain;
    private long _progress;
    private long _movedAt;
    private TimeSpan _sayAfter;
    private bool _said;

    /// <summary>Creates the watchdog of a stream.</summary>
    public StallWatchdog(PipelineContext context, string chain)
    {
        _context = context;
        _chain = chain;
        _stall = context.Options.StallTimeout;
        _sayAfter = _stall;
        _movedAt = context.Time.GetTimestamp();
        _progress = Progress();
    }

    /// <summary>Watches until <paramref name="ended"/>.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(_stall / LooksPerStall, _context.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ended.IsCancellationRequested) Look();
        }
    }

    private void Look()
    {
        TimeSpan still = _context.Time.GetElapsedTime(_movedAt);
        long progress = Progress();
        if (progress != _progress)
        {
            if (_said)
            {
                PipelineLog.MovesAgain(_context.Logger, _chain, still);
                _context.Status.Activity = _context.Board.Phase;
            }

            _progress = progress;
            _movedAt = _context.Time.GetTimestamp();
            _sayAfter = _stall;
            _said = false;
            return;
        }

        if (still < _sayAfter) return;
        string stages = _context.Board.Describe();
        if (_context.Board.IsIdleAtHead)
        {
            PipelineLog.NoNewBlock(_context.Logger, _chain, still, stages);
        }
        else
        {
            PipelineLog.Stalled(_context.Logger, _chain, still, stages);
            _context.Status.Activity = $"no progress for {still.TotalSeconds:0} s: {stages}";
        }

        _said = true;
        _sayAfter = _sayAfter + _sayAfter < s_longestSilence ? _sayAfter + _sayAfter : still + s_longestSilence;
    }

    private long Progress() => _context.Status.BlocksFetched + _context.Status.BlocksCommitted;
}
