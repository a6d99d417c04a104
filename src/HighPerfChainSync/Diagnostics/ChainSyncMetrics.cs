using System.Diagnostics;
using System.Diagnostics.Metrics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Diagnostics;

/// <summary>The counters of one stream, on the meter <c>HighPerfChainSync</c>. Every instrument is tagged with <c>chain</c>; never with a height.</summary>
/// <remarks>Thread: any. Emission is per request, block or commit, never per record.</remarks>
public sealed class ChainSyncMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "HighPerfChainSync";

    private static readonly double[] s_durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly long[] s_depthBuckets = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512, 1024];

    private readonly Meter _meter;
    private readonly StreamStatus _status;
    private readonly Counter<long> _blocksFetched;
    private readonly Counter<long> _bytesIn;
    private readonly Counter<long> _blocksCommitted;
    private readonly Counter<long> _recordsCommitted;
    private readonly Counter<long> _bytesOut;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _unknownFields;
    private readonly Counter<long> _checksFailed;
    private readonly Counter<long> _unverifiable;
    private readonly Counter<long> _reorgs;
    private readonly Counter<long> _blocksRetracted;
    private readonly Histogram<long> _reorgDepth;
    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<double> _stageCpu;
    private readonly KeyValuePair<string, object?>[] _entityTags;
    private readonly KeyValuePair<string, object?>[] _stageTags;
    private bool _ended;

    /// <summary>Creates the instruments of a stream.</summary>
    public ChainSyncMetrics(StreamStatus status, IMeterFactory? factory = null)
    {
        _status = status ?? throw new ArgumentNullException(nameof(status));
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _blocksFetched = _meter.CreateCounter<long>("chainsync.blocks.fetched", "{block}", "Blocks read from the node and decoded.");
        _bytesIn = _meter.CreateCounter<long>("chainsync.rpc.received", "By", "Bytes of the node's answers.");
        _blocksCommitted = _meter.CreateCounter<long>("chainsync.blocks.committed", "{block}", "Blocks committed to the sink.");
        _recordsCommitted = _meter.CreateCounter<long>("chainsync.records.committed", "{record}", "Records committed to the sink, by entity.");
        _bytesOut = _meter.CreateCounter<long>("chainsync.sink.sent", "By", "Bytes of encoded records committed to the sink.");
        _requests = _meter.CreateCounter<long>("chainsync.rpc.requests", "{request}", "HTTP requests to the node.");
        _moved = _meter.CreateCounter<long>("chainsync.rpc.moved", "{fetch}", "Fetches that went on at another endpoint, by error.type and the endpoint that was left.");
        _errors = _meter.CreateCounter<long>("chainsync.errors", "{error}", "Faults, by error.type.");
        _unknownFields = _meter.CreateCounter<long>("chainsync.decode.unknown_fields", "{field}", "JSON fields that were skipped, by name.");
        _checksFailed = _meter.CreateCounter<long>("chainsync.verification.failed", "{block}", "Blocks refused because a check failed, by check and endpoint.");
        _unverifiable = _meter.CreateCounter<long>("chainsync.verification.unverifiable", "{block}", "Blocks of which a check could not be made, by check and reason.");
        _reorgs = _meter.CreateCounter<long>("chainsync.reorgs", "{reorg}", "Reorganisations that took back committed blocks.");
        _blocksRetracted = _meter.CreateCounter<long>("chainsync.blocks.retracted", "{block}", "Committed blocks taken back.");
        _stageCpu = _meter.CreateCounter<double>("chainsync.stage.cpu", "s", "Processor time of the stages' own work, by stage; on 64-bit Linux.");
        var depths = new InstrumentAdvice<long> { HistogramBucketBoundaries = s_depthBuckets };
        _reorgDepth = _meter.CreateHistogram("chainsync.reorg.depth", "{block}", "Committed blocks that a reorganisation took back.", null, depths);
        _meter.CreateObservableGauge("chainsync.verification.waiting", () => Measure((ulong)_status.WrongBlocks), "{block}", "Blocks that are waited for because no endpoint gives them right.");
        var buckets = new InstrumentAdvice<double> { HistogramBucketBoundaries = s_durationBuckets };
        _requestDuration = _meter.CreateHistogram("chainsync.rpc.request.duration", "s", "Time of a request to the node.", null, buckets);
        _commitDuration = _meter.CreateHistogram("chainsync.commit.duration", "s", "Time of a commit.", null, buckets);
        _meter.CreateObservableGauge("chainsync.head", () => Measure(_status.Head), "{block}", "The newest block that may be written: the node's newest, unless the stream stays behind it.");
        _meter.CreateObservableGauge("chainsync.committed", () => Measure(_status.Committed), "{block}", "The last committed block.");
        _meter.CreateObservableGauge("chainsync.head.lag", () => Measure(Lag()), "{block}", "Blocks between the node's newest and the last committed one.");
        _meter.CreateObservableGauge("chainsync.budget.used", () => Measure((ulong)_status.BudgetUsed), "By", "Bytes of blocks under way.");
        _entityTags = new KeyValuePair<string, object?>[EntityNames.Count];
        for (int i = 0; i < _entityTags.Length; i++)
            _entityTags[i] = new("entity", ((Entity)i).Singular());
        _stageTags = new KeyValuePair<string, object?>[ProcessingStageNames.Count];
        for (int i = 0; i < _stageTags.Length; i++)
            _stageTags[i] = new("stage", ProcessingStageNames.Of((ProcessingStage)i));
    }

    /// <summary>What the stream shows of itself.</summary>
    internal StreamStatus Status => _status;

    /// <summary>Counts an answered request.</summary>
    /// <param name="startTimestamp">When it was sent, by <see cref="Stopwatch"/>.</param>
    /// <param name="bytes">Bytes of the answer.</param>
    /// <param name="endpoint">Where it went, without credentials.</param>
    public void RequestDone(long startTimestamp, long bytes, string endpoint)
    {
        if (_requests.Enabled) _requests.Add(1, ChainTag(), EndpointTag(endpoint));
        if (_bytesIn.Enabled) _bytesIn.Add(bytes, ChainTag(), EndpointTag(endpoint));
        if (_requestDuration.Enabled) _requestDuration.Record(Stopwatch.GetElapsedTime(startTimestamp).TotalSeconds, ChainTag(), EndpointTag(endpoint));
    }

    /// <summary>Counts a fetch that goes on at another endpoint.</summary>
    public void Moved(ChainSyncError error, string endpoint)
    {
        if (_moved.Enabled) _moved.Add(1, ChainTag(), EndpointTag(endpoint), new KeyValuePair<string, object?>("error.type", error.ToString()));
    }

    /// <summary>Counts a fault.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="endpoint">The endpoint that had it, without credentials; null for faults of another kind.</param>
    public void Fault(ChainSyncError error, string? endpoint = null)
    {
        if (error is > ChainSyncError.Configuration and <= ChainSyncError.InconsistentData) _status.AddRpcError();
        if (_errors.Enabled && endpoint is not null) _errors.Add(1, ChainTag(), EndpointTag(endpoint), new KeyValuePair<string, object?>("error.type", error.ToString()));
        else if (_errors.Enabled) _errors.Add(1, ChainTag(), new KeyValuePair<string, object?>("error.type", error.ToString()));
    }

    /// <summary>Counts decoded blocks.</summary>
    public void BlocksFetched(long blocks, long bytes)
    {
        _status.AddFetched(blocks, bytes);
        if (_blocksFetched.Enabled) _blocksFetched.Add(blocks, ChainTag());
    }

    /// <summary>Counts a field that the decoder skipped.</summary>
    public void UnknownField(string name, long count)
    {
        if (_unknownFields.Enabled) _unknownFields.Add(count, ChainTag(), new KeyValuePair<string, object?>("field", name));
    }

    /// <summary>Counts a block that failed a check.</summary>
    public void CheckFailed(BlockCheck check, string endpoint)
    {
        if (!_checksFailed.Enabled) return;
        _checksFailed.Add(1, ChainTag(), new KeyValuePair<string, object?>("check", BlockCheckNames.Of(check)), EndpointTag(endpoint));
    }

    /// <summary>Counts a block of which a check could not be made.</summary>
    public void Unverifiable(BlockCheck check, UnverifiableReason reason)
    {
        if (!_unverifiable.Enabled) return;
        _unverifiable.Add(1, ChainTag(), new KeyValuePair<string, object?>("check", BlockCheckNames.Of(check)), new KeyValuePair<string, object?>("reason", UnverifiableReasonNames.Of(reason)));
    }

    /// <summary>Counts records of a commit, by entity.</summary>
    public void RecordsCommitted(Entity entity, long records)
    {
        _status.AddRecords(entity, records);
        if (_recordsCommitted.Enabled && records > 0) _recordsCommitted.Add(records, ChainTag(), _entityTags[(int)entity]);
    }

    /// <summary>Counts what a stage has computed in one go, without the stages that have been counted within it.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="start">The reading of <see cref="ThreadCpu.Uncounted"/> before it, on this thread.</param>
    internal void StageDone(ProcessingStage stage, long start)
    {
        long spent = ThreadCpu.Count(start);
        if (spent == 0) return;
        _status.AddCpu(stage, spent);
        if (_stageCpu.Enabled) _stageCpu.Add(spent / 1e9, ChainTag(), _stageTags[(int)stage]);
    }

    /// <summary>Counts a commit.</summary>
    public void Committed(ulong last, long blocks, long records, long bytes, TimeSpan duration)
    {
        _status.AddCommitted(last, blocks, records, bytes);
        if (_blocksCommitted.Enabled) _blocksCommitted.Add(blocks, ChainTag());
        if (_bytesOut.Enabled) _bytesOut.Add(bytes, ChainTag());
        if (_commitDuration.Enabled) _commitDuration.Record(duration.TotalSeconds, ChainTag());
    }

    /// <summary>Counts a reorganisation that has been committed.</summary>
    /// <param name="depth">Blocks taken back.</param>
    public void Reorganised(ulong depth)
    {
        _status.AddReorg(depth);
        if (_reorgs.Enabled) _reorgs.Add(1, ChainTag());
        if (_blocksRetracted.Enabled) _blocksRetracted.Add((long)depth, ChainTag());
        if (_reorgDepth.Enabled) _reorgDepth.Record((long)depth, ChainTag());
    }

    /// <summary>Ends the gauges. A meter of one's own ends too; one from a factory lives as long as the factory.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _ended, true);
        _meter.Dispose();
    }

    private ulong? Lag() =>
        _status.Head is ulong head ? head - Math.Min(head, _status.Committed ?? 0) : null;

    private IEnumerable<Measurement<long>> Measure(ulong? value) =>
        value is ulong number && !Volatile.Read(ref _ended) ? [new Measurement<long>((long)number, ChainTag())] : [];

    private static KeyValuePair<string, object?> EndpointTag(string endpoint) => new("endpoint", endpoint);

    private KeyValuePair<string, object?> ChainTag() => new("chain", _status.Chain);
}
