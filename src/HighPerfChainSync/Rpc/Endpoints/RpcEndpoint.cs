using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>One of the addresses that a source reads from: its client, and what is known of the node behind it.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class RpcEndpoint
{
    /// <summary>A block this far below the head that is not there has been pruned, or never was there; a nearer one may still come.</summary>
    private const ulong NearHead = 128;

    /// <summary>After this a block that was not there is asked for again: behind a load balancer another node may have it.</summary>
    private static readonly TimeSpan s_floorMemory = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ulong? _head;
    private ulong? _floor;
    private long _floorSeenAt;
    private int _underWay;
    private int _excluded;

    /// <summary>Creates an endpoint of which nothing is known.</summary>
    public RpcEndpoint(int index, RpcClient client, RpcEndpointOptions options, ReceiptsChoice receipts, TimeProvider time)
    {
        Index = index;
        Client = client;
        Options = options;
        Receipts = receipts;
        Health = new EndpointHealth(time);
        Trust = new EndpointHealth(time);
        _time = time;
    }

    /// <summary>Its position among the endpoints of the source.</summary>
    public int Index { get; }

    /// <summary>Calls it.</summary>
    public RpcClient Client { get; }

    /// <summary>How it is reached, and how much may be asked of it.</summary>
    public RpcEndpointOptions Options { get; }

    /// <summary>How it is asked for receipts.</summary>
    public ReceiptsChoice Receipts { get; }

    /// <summary>Whether it answers.</summary>
    public EndpointHealth Health { get; }

    /// <summary>Whether what it answers is right.</summary>
    public EndpointHealth Trust { get; }

    /// <summary>Whether it serves the chain of the stream, as far as that has been asked; one that has yet to say so is asked for no block.</summary>
    public bool IsAccepted { get; set; } = true;

    /// <summary>Whether it serves another chain, and is never asked again.</summary>
    public bool IsExcluded => Volatile.Read(ref _excluded) != 0;

    /// <summary>Fetches under way, for each that it may have.</summary>
    public double Load => (double)Volatile.Read(ref _underWay) / Options.Concurrency;

    /// <summary>Height of the newest block that it has shown; null before it has shown any.</summary>
    public ulong? Head
    {
        get
        {
            lock (_lock) return _head;
        }
    }

    /// <summary>Whether it may have a block, as far as is known.</summary>
    public bool MayHave(ulong number)
    {
        lock (_lock)
        {
            if (_floor is ulong floor && number <= floor && _time.GetElapsedTime(_floorSeenAt) < s_floorMemory) return false;
            return _head is not ulong head || number <= head;
        }
    }

    /// <summary>Notes what it says its newest block is; the head of a node may go back.</summary>
    public void SetHead(ulong head)
    {
        lock (_lock) _head = head;
    }

    /// <summary>Notes that it gave blocks up to a height, and that they are right.</summary>
    public void Gave(ulong number)
    {
        Health.Succeeded();
        Trust.Succeeded();
        lock (_lock)
        {
            if (_head is ulong head && number > head) _head = number;
        }
    }

    /// <summary>Notes that a block could not be had of it, and why.</summary>
    public void Failed(ulong number, RpcFault fault)
    {
        switch (fault.Error)
        {
            case ChainSyncError.RpcPruned or ChainSyncError.RpcNotFound:
                NoteMissing(number, fault.Error == ChainSyncError.RpcPruned);
                break;
            case ChainSyncError.InconsistentData or ChainSyncError.Decode or ChainSyncError.RpcNodeError:
                Trust.Failed(fault.RetryAfter);
                break;
            default:
                Health.Failed(fault.RetryAfter);
                break;
        }
    }

    /// <summary>Never asks it again.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Exclude() => Interlocked.Exchange(ref _excluded, 1) == 0;

    /// <summary>Counts a fetch that begins.</summary>
    public void Begin() => Interlocked.Increment(ref _underWay);

    /// <summary>Counts a fetch that has ended.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);

    private void NoteMissing(ulong number, bool isGone)
    {
        lock (_lock)
        {
            if (isGone || (_head is ulong head && head > NearHead && number < head - NearHead))
            {
                _floor = Math.Max(_floor ?? 0, number);
                _floorSeenAt = _time.GetTimestamp();
            }
            else if (number > 0 && _head >= number)
            {
                _head = number - 1;
            }
        }
    }
}
