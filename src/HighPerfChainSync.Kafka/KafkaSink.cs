using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Native;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka;

/// <summary>Writes a stream to Kafka: one transaction holds whole blocks over all topics and one record on the progress topic.</summary>
/// <remarks>
/// Records carry the time of their block (a block time of 0 becomes 1 ms, because 0 means "now" to librdkafka), and go to partition 0
/// without a key unless the options say otherwise. Kafka away is waited for; a failed transaction is redone from the blocks, which stay
/// borrowed until their commit. Thread: one call at a time, by one stage.
/// </remarks>
public sealed partial class KafkaSink : IBlockSink
{
    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(5);

    private readonly KafkaSinkOptions _options;
    private readonly IKafkaCluster _cluster;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SinkThread _thread = new();
    private readonly List<BlockData> _blocks = [];
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private MockClusterReference? _embedded;
    private TopicPlan _topics = null!;
    private TransactionTimeout _timeout = null!;
    private ITransactionalProducer? _producer;
    private ProgressRecord _progress = null!;
    private RecordRouter _router = null!;
    private string _stream = "";
    private string? _before;
    private byte[] _key = [];
    private bool _inTransaction;
    private int _replacements;
    private ProducerResult _broken = ProducerResult.Done;

    /// <summary>Creates a sink; nothing is connected yet.</summary>
    /// <exception cref="ChainSyncException">An option cannot be used; the message names it.</exception>
    public KafkaSink(KafkaSinkOptions options, ILogger logger, TimeProvider? time = null)
        : this(options, new KafkaCluster(NotNull(options), logger, time ?? TimeProvider.System), logger, time)
    {
    }

    internal KafkaSink(KafkaSinkOptions options, IKafkaCluster cluster, ILogger logger, TimeProvider? time = null)
    {
        _options = options;
        _cluster = cluster;
        _logger = logger;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public bool NeedsEncoding => true;

    /// <summary>False unless a record's place follows from its fields, as with keys and partitions by address, transaction or item.</summary>
    public bool ReadsRecords => TopicLayout.From(_options).IsOfRecords;

    /// <inheritdoc/>
    public bool TakesPieces => true;

    /// <inheritdoc/>
    public bool ReturnsPromptly => true;

    /// <inheritdoc/>
    public SinkLimits Limits => _options.Limits;

    private bool IsTransactional => _options.Delivery == KafkaDelivery.ExactlyOnce;

    private ITransactionalProducer Producer =>
        _producer ?? throw new InvalidOperationException("The sink is not open.");

    /// <inheritdoc/>
    public async ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _topics = new TopicPlan(_options, stream);
        _router = new RecordRouter(_topics.Layout);
        _embedded ??= _options.Embedded?.Hold();
        _stream = stream.Chain;
        _key = TextEncoding.UTF8.GetBytes(stream.Chain);
        ProgressRecord begin = ProgressRecord.Begin(stream, _topics, _instance);
        // First, because the client may refuse the configuration: nothing is created then.
        _timeout = new TransactionTimeout(_cluster.TransactionTimeoutMs, _time);
        _producer = CreateProducer();
        KafkaLog.ChecksTopics(_logger, _topics.ProgressName);
        await _cluster.ProvisionAsync(_topics, cancellationToken).ConfigureAwait(false);
        ProgressRecord? found = await StartProducerAsync(null, _options.StartTimeout, cancellationToken).ConfigureAwait(false);
        await CheckStartAsync(found, cancellationToken).ConfigureAwait(false);
        _before = found?.Instance;
        _progress = found is null
            ? await BeginAsync(begin, cancellationToken).ConfigureAwait(false)
            : ProgressContinuation.Continue(found, begin, _topics.ProgressName, _options.AcceptChanges);
        _base = _progress;
        if (found?.Last is not null && !_options.AcceptChanges)
            ProgressContinuation.CheckUse(_progress, await _cluster.FindUsedTopicsAsync(_topics, cancellationToken).ConfigureAwait(false), _topics.ProgressName);
        if (IsTransactional) await ClaimAsync(found, cancellationToken).ConfigureAwait(false);
        if (found?.Last is { } before && ProgressContinuation.DescribeChanges(found, begin) is { } changes)
            KafkaLog.ChangesAccepted(_logger, _topics.ProgressName, before.Number + 1, changes);
        if (_progress.Last is { } last) KafkaLog.Resuming(_logger, last.Number, _topics.ProgressName);
        else KafkaLog.Beginning(_logger, _topics.ProgressName, _progress.First);
        _cluster.Rest();
        return ProgressContinuation.ForStream(_progress, stream);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _blocks.Add(block);
        if (!_broken.IsDone) return; // The commit redoes them all.
        if (IsAlone)
        {
            HoldBack(block);
            return;
        }

        int first = _inTransaction ? _blocks.Count - 1 : 0;
        ProducerResult result = await BeginBlocksAsync(cancellationToken).ConfigureAwait(false);
        ulong number = block.Header.Number;
        for (int i = first; result.IsDone && i < _blocks.Count; i++)
        {
            number = _blocks[i].Header.Number;
            result = await ProduceBlockAsync(_blocks[i], cancellationToken).ConfigureAwait(false);
        }

        if (result.Outcome == ProducerOutcome.Refused) await RefuseAsync(result, number, cancellationToken).ConfigureAwait(false);
        _broken = result;
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_blocks.Count == 0 && !_isReleased)
        {
            if (_ancestor is null) return;
            throw new InvalidOperationException("Blocks are taken back together with the first blocks of the new branch, and none has been written.");
        }

        KafkaLog.Commits(_logger, _blocks.Count > 0 ? _blocks[^1].Header.Number : _base.Last!.Number);
        ProgressRecord next;
        for (int attempt = 0; ; attempt++)
        {
            ProducerResult result = _broken;
            if (result.IsDone) (result, next) = await CompleteAsync(cancellationToken).ConfigureAwait(false);
            else next = _base.After(_blocks, _topics);
            if (result.IsDone) result = await EndAsync(next, cancellationToken).ConfigureAwait(false);
            if (result.IsDone) break;
            bool committed = await RecoverAsync(result, next, attempt, cancellationToken).ConfigureAwait(false);
            _cluster.Rest();
            _broken = ProducerResult.Done;
            if (committed) break;
            ThrowIfLost(result);
        }

        _inTransaction = false;
        _replacements = 0;
        _timeout.Committed();
        NoteVerification(next);
        NoteCommitted();
        if (_ancestor is not null) ForgetHashes();
        _progress = next;
        Forget();
        KafkaLog.Committed(_logger, next.Last!.Number);
    }

    /// <summary>Aborts what is open and closes the producer.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_thread)
        {
            if (_producer is { } producer)
            {
                _producer = null;
                bool abort = _inTransaction && IsTransactional;
                await _thread.RunAsync(() =>
                {
                    // Left open, it would hold read_committed consumers back until it times out. Without a broker that is all that can be done.
                    if (abort) producer.Abort(s_call);
                    producer.Dispose();
                }).ConfigureAwait(false);
            }
        }

        _cluster.Rest();
        LetGoOfHeld();
        _embedded?.Dispose();
        _blocks.Clear();
        _retracted.Clear();
    }

    private static KafkaSinkOptions NotNull(KafkaSinkOptions options) => options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>A claim precedes the first record, so records without any progress are another stream's, or their progress is lost.</summary>
    private async Task<ProgressRecord> BeginAsync(ProgressRecord begin, CancellationToken cancellationToken)
    {
        if (!IsTransactional || _options.AcceptChanges) return begin;
        TopicUse use = await _cluster.FindUsedTopicsAsync(_topics, cancellationToken).ConfigureAwait(false);
        return use.Used.Count == 0 ? begin : throw ProgressContinuation.Used(use.Used[0], _topics.ProgressName);
    }

    private ITransactionalProducer CreateProducer() => _cluster.CreateProducer(_topics, _timeout.Milliseconds);

    private ProducerResult Begin()
    {
        if (_inTransaction) return ProducerResult.Done;
        LetGoOfHeld();
        KafkaLog.TransactionBegins(_logger);
        ProducerResult result = Producer.Begin();
        _inTransaction = result.IsDone;
        _timeout.Begins();
        return result;
    }

    /// <summary>Makes sure that a transaction is open; one that takes blocks back begins with that.</summary>
    private async ValueTask<ProducerResult> BeginBlocksAsync(CancellationToken cancellationToken)
    {
        if (_inTransaction) return ProducerResult.Done;
        if (_ancestor is null) return Begin();
        ProducerResult result = _plan is null ? await PlanRetractionAsync(cancellationToken).ConfigureAwait(false) : ProducerResult.Done;
        if (result.IsDone) result = Begin();
        return result.IsDone ? await ProduceRetractionsAsync(_plan!, cancellationToken).ConfigureAwait(false) : result;
    }

    /// <summary>Block time in Unix milliseconds; 0 would be "now", and times beyond the calendar come from broken chains only.</summary>
    internal static long ToTimestamp(ulong seconds) =>
        seconds == 0 ? 1 : (long)Math.Min(seconds, MaxTimestampSeconds) * 1000;
}
