using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Says the first fault of each kind at once and further ones at growing intervals, so that an outage is seen and does not fill the log.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class RpcFaultLog(RpcEndpointName endpoint, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_firstInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Kind[] _kinds = new Kind[(int)ChainSyncError.Reorg + 1];
    private bool _saidTwice;

    /// <summary>Notes a fault after which something is tried again.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="method">The method that was called.</param>
    /// <param name="block">The block that was asked for.</param>
    /// <param name="delay">The pause before the next attempt.</param>
    public void Report(RpcFault fault, string method, ulong? block, TimeSpan delay) => Report(fault, method, block, delay, null);

    /// <summary>Notes a fault after which the work goes on at another endpoint.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="method">The method that was called.</param>
    /// <param name="block">The block that was asked for.</param>
    /// <param name="other">The endpoint that is asked now.</param>
    public void ReportMoved(RpcFault fault, string method, ulong? block, string other) => Report(fault, method, block, TimeSpan.Zero, other);

    private void Report(RpcFault fault, string method, ulong? block, TimeSpan delay, string? other)
    {
        long count = CountIfDue(fault.Error);
        if (count == 0) return;
        string description = fault.Describe(endpoint, method, block);
        if (other is not null)
        {
            logger.Moved(description, other, count);
            return;
        }

        if (fault.Error == ChainSyncError.RpcUnauthorized) logger.Refused(description, delay.TotalMilliseconds);
        else if (count == 1) logger.Fault(description, delay.TotalMilliseconds);
        else logger.FaultAgain(description, delay.TotalMilliseconds, count);
    }

    /// <summary>Notes that a request was answered.</summary>
    public void Succeeded()
    {
        if (!Volatile.Read(ref _saidTwice)) return;
        lock (_lock)
        {
            if (!_saidTwice) return;
            _saidTwice = false;
            Array.Clear(_kinds);
        }

        logger.Recovered(endpoint.Text);
    }

    /// <summary>The number of faults since the last line when it is time for another one, otherwise 0.</summary>
    private long CountIfDue(ChainSyncError error)
    {
        lock (_lock)
        {
            ref Kind kind = ref _kinds[(int)error];
            long now = time.GetTimestamp();
            if (kind.Interval == TimeSpan.Zero || time.GetElapsedTime(kind.LastSeen, now) > s_longestInterval)
            {
                kind = new Kind { LastSeen = now, LastSaid = now, Interval = s_firstInterval };
                return 1;
            }

            kind.LastSeen = now;
            kind.Count++;
            if (time.GetElapsedTime(kind.LastSaid, now) < kind.Interval) return 0;
            kind.LastSaid = now;
            kind.Interval = kind.Interval * 2 < s_longestInterval ? kind.Interval * 2 : s_longestInterval;
            long count = kind.Count;
            kind.Count = 0;
            _saidTwice = true;
            return count;
        }
    }

    private struct Kind
    {
        public long LastSeen;
        public long LastSaid;
        public TimeSpan Interval;
        public long Count;
    }
}
