using System.Collections.Concurrent;
using System.Diagnostics;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Calls one JSON-RPC endpoint: in batches as large as it takes, as fast as it allows, and again until it answers.</summary>
/// <remarks>
/// Only calls without a result are sent again. A limit that the endpoint names, or that shows by halving, is remembered. No fault of the
/// endpoint ends a call: only an answer or cancellation does. Thread: any, calls run side by side.
/// </remarks>
public sealed class RpcClient : IAsyncDisposable
{
    /// <summary>A pause that is waited for although there are other endpoints.</summary>
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(1);

    private readonly RpcEndpointOptions _options;
    private readonly RpcEndpointName _name;
    private readonly RpcTransport _transport;
    private readonly RpcThrottle _throttle;
    private readonly ChainSyncMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentBag<RpcAnswer> _answers = [];
    private int _batchLimit;
    private int _roomless;

    /// <summary>Creates a client; connections are made when they are needed.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="metrics">Counts requests and faults.</param>
    /// <param name="logger">Hears of faults, the first of a kind at once and further ones at growing intervals.</param>
    /// <param name="time">The clock for pauses; the system's when null.</param>
    /// <exception cref="ChainSyncException">An option has a value that cannot be used.</exception>
    public RpcClient(RpcEndpointOptions options, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time = null)
        : this(RpcOptionsCheck.Check(options), metrics, logger, time, RpcHttpHandler.Create(options))
    {
    }

    internal RpcClient(RpcEndpointOptions options, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time, HttpMessageHandler handler)
    {
        _options = options;
        _metrics = metrics ?? throw new ArgumentNullException(nameof(metrics));
        _logger = logger ?? throw new ArgumentNullException(nameof(logger));
        _time = time ?? TimeProvider.System;
        _name = new RpcEndpointName(options);
        _transport = new RpcTransport(options, handler, _time);
        _throttle = new RpcThrottle(options.CallsPerSecond, _time);
        _slots = new SemaphoreSlim(options.Concurrency, options.Concurrency);
        _batchLimit = Math.Min(options.BatchSize, _throttle.MaxCalls);
        Faults = new RpcFaultLog(_name, logger, _time);
    }

    /// <summary>The endpoint, without credentials.</summary>
    public string Endpoint => _name.Text;

    /// <summary>Calls in one request at most: what was configured, or less where the endpoint turned out to take less.</summary>
    public int BatchLimit => Volatile.Read(ref _batchLimit);

    /// <summary>Says faults, for this client and for those who ask again themselves.</summary>
    internal RpcFaultLog Faults { get; }

    /// <summary>Makes all calls of a batch that have no result yet.</summary>
    /// <param name="batch">The calls; afterwards it says what became of each.</param>
    /// <param name="handler">Takes the results while they are read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask SendAsync(RpcBatch batch, IRpcResultHandler handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(handler);
        batch.Endpoint = _name;
        batch.TakeBack();
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        int size = int.MaxValue;
        int faults = 0;
        while (true)
        {
            if (MustLeave(batch)) return;
            RpcRound round = await SendRoundAsync(batch, handler, size, cancellationToken).ConfigureAwait(false);
            if (round.Asked == 0) return;
            size = round.HasProgress ? (int)Math.Min(int.MaxValue, 2L * size) : Math.Max(1, round.Asked / 2);
            if (round.Fault is not RpcFault fault) continue;
            if (round.HasProgress && fault.Error != ChainSyncError.RpcRateLimited) backoff.Reset();
            if (LowerLimit(fault, round.Asked)) continue;

            TimeSpan delay = ChooseDelay(fault, ref backoff);
            faults = round.HasProgress ? 1 : faults + 1;
            if (faults >= batch.MaxFaults)
            {
                batch.FailWaiting(fault);
                return;
            }

            Faults.Report(fault, batch.MethodOf(round.FaultIndex), batch.BlockOf(round.FaultIndex), delay);
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _slots.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives a batch back that can be asked for elsewhere while this endpoint wants to be left alone.</summary>
    private bool MustLeave(RpcBatch batch)
    {
        TimeSpan left = batch.MaxFaults == int.MaxValue ? TimeSpan.Zero : _throttle.PauseLeft();
        if (left <= s_shortPause) return false;
        batch.FailWaiting(new RpcFault(ChainSyncError.RpcRateLimited, "the endpoint has asked to be left alone for a time") { RetryAfter = left });
        return true;
    }

    /// <summary>Makes one request of calls that wait, and settles them.</summary>
    private async ValueTask<RpcRound> SendRoundAsync(RpcBatch batch, IRpcResultHandler handler, int size, CancellationToken cancellationToken)
    {
        if (!batch.HasWaiting) return default;
        bool isRoomless = batch.Room is { HasRoom: false };
        if (isRoomless && !TryGoRoomless())
        {
            await batch.Room!.WaitForRoomAsync().ConfigureAwait(false);
            isRoomless = false;
        }

        RpcAnswer answer = _answers.TryTake(out RpcAnswer? free) ? free : new RpcAnswer(SlabPool.Shared);
        try
        {
            int asked;
            long started;
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                asked = batch.WriteRequest(Math.Min(size, BatchLimit));
                do
                {
                    await _throttle.WaitAsync(asked, cancellationToken).ConfigureAwait(false);
                    started = Stopwatch.GetTimestamp();
                }
                while (!await _transport.TryExchangeAsync(batch.Request, batch.Room, answer, cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                _slots.Release();
            }

            _metrics.RequestDone(started + (long)(answer.Unread.TotalSeconds * Stopwatch.Frequency), answer.Body.Length, Endpoint);
            long cpu = ThreadCpu.Uncounted;
            RpcAnswerParser.Parse(answer.Body, batch, asked, handler, answer.Fault, answer.ReleaseBefore);
            _metrics.StageDone(ProcessingStage.Decode, cpu);
            return Settle(batch, asked, answer.RetryAfter);
        }
        finally
        {
            if (isRoomless) Interlocked.Decrement(ref _roomless);
            answer.Reset();
            _answers.Add(answer);
        }
    }

    /// <summary>
    /// Lets a request out whose answer there is no room for yet, unless all slots but one are taken by such: what has room must not wait for a slot behind
    /// what waits for it to make room, and the head is still to be asked for.
    /// </summary>
    private bool TryGoRoomless()
    {
        if (Interlocked.Increment(ref _roomless) < _options.Concurrency) return true;
        Interlocked.Decrement(ref _roomless);
        return false;
    }

    /// <summary>Decides which calls of a request are over and which wait for the next one.</summary>
    private RpcRound Settle(RpcBatch batch, int asked, TimeSpan? retryAfter)
    {
        var round = new RpcRound { Asked = asked };
        RpcFault? counted = null;
        for (int i = 0; i < batch.Count; i++)
        {
            if (!batch.IsInRequest(i)) continue;
            if (batch.At(i).Fault is not RpcFault fault)
            {
                round.HasProgress = true;
                continue;
            }

            if (!ReferenceEquals(fault, counted)) _metrics.Fault(fault.Error, Endpoint);
            counted = fault;
            if (IsOver(batch, fault, asked))
            {
                round.HasProgress = true;
                continue;
            }

            batch.MarkWaiting(i);
            round.Add(i, fault.RetryAfter is null && retryAfter is not null ? fault with { RetryAfter = retryAfter } : fault);
        }

        if (round.HasProgress) Faults.Succeeded();
        return round;
    }

    /// <summary>Whether the caller is to know, rather than the endpoint be asked again.</summary>
    private static bool IsOver(RpcBatch batch, RpcFault fault, int asked)
    {
        if (fault.IsWhole && asked > 1) return false;
        if (fault.Error == ChainSyncError.RpcMethodNotFound || fault.IsInvalidParams || batch.ReturnsFaults) return true;

        // A limit that a call alone exceeds is met by asking for something else, not by asking again.
        return batch.ReturnsErrors && (fault.IsAnswer || (asked == 1 && fault.IsSizeLimit));
    }

    /// <summary>Remembers a limit. Several requests that were refused together lower it once.</summary>
    private bool LowerLimit(RpcFault fault, int asked)
    {
        if (asked == 1 || !fault.IsSizeLimit) return false;
        int limit = fault.NamedLimit is int named && named < asked ? named : asked / 2;
        int before = BatchLimit;
        while (limit < before)
        {
            int seen = Interlocked.CompareExchange(ref _batchLimit, limit, before);
            if (seen == before)
            {
                _logger.LimitLowered(Endpoint, limit, fault.Describe(_name, "A batch", null));
                break;
            }

            before = seen;
        }

        return true;
    }

    private TimeSpan ChooseDelay(RpcFault fault, ref RetryBackoff backoff)
    {
        TimeSpan delay = backoff.Next();
        if (fault.Error == ChainSyncError.RpcUnauthorized) delay = _options.MaxRetryDelay;
        if (fault.RetryAfter is not TimeSpan wanted) return delay;
        wanted = wanted < RetryBackoff.LongestRetryAfter ? wanted : RetryBackoff.LongestRetryAfter;
        _throttle.Pause(wanted);
        return wanted > delay ? wanted : delay;
    }
}
