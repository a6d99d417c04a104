using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>Asks one endpoint for its newest block, one question at a time: who asks meanwhile gets the same answer.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class HeadPoll(RpcEndpoint endpoint, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly RpcBatch _batch = new() { ReturnsErrors = true, MaxFaults = 1 };
    private readonly HeadReader _reader = new();
    private Task<ChainHead?> _asked = Task.FromResult<ChainHead?>(null);
    private long _askedAt;
    private (ChainHead Head, long At)? _last;

    /// <summary>The endpoint.</summary>
    public RpcEndpoint Endpoint { get; } = endpoint;

    /// <summary>The question under way, or the last one.</summary>
    public Task<ChainHead?> Asked
    {
        get
        {
            lock (_lock) return _asked;
        }
    }

    /// <summary>The last head that came, when it came in this time.</summary>
    public ChainHead? LastWithin(TimeSpan duration)
    {
        lock (_lock) return _last is { } last && time.GetElapsedTime(last.At) <= duration ? last.Head : null;
    }

    /// <summary>Whether a question has been under way for so long.</summary>
    public bool IsUnanswered(TimeSpan duration)
    {
        lock (_lock) return !_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= duration;
    }

    /// <summary>Asks, unless that is being done already.</summary>
    /// <param name="freshness">An answer that is not older than this will do.</param>
    /// <param name="closing">Gives up.</param>
    /// <returns>The head, or null when it could not be had. Never fails.</returns>
    public Task<ChainHead?> AskAsync(TimeSpan freshness, CancellationToken closing)
    {
        lock (_lock)
        {
            if (!_asked.IsCompleted || time.GetElapsedTime(_askedAt) < freshness) return _asked;
            _askedAt = time.GetTimestamp();
            return _asked = AskAsync(closing);
        }
    }

    private async Task<ChainHead?> AskAsync(CancellationToken closing)
    {
        // Not under the lock of the caller.
        await Task.Yield();
        try
        {
            _batch.Clear();
            _batch.Add("eth_getBlockByNumber"u8, "[\"latest\",false]"u8);
            await Endpoint.Client.SendAsync(_batch, _reader, closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        if (_batch.At(0).Fault is RpcFault fault)
        {
            Endpoint.Client.Faults.Report(fault, _batch.MethodOf(0), null, Endpoint.Health.Failed(fault.RetryAfter));
            return null;
        }

        Endpoint.Health.Succeeded();
        Endpoint.SetHead(_reader.Head.Number);
        lock (_lock) _last = (_reader.Head, time.GetTimestamp());
        return _reader.Head;
    }
}
