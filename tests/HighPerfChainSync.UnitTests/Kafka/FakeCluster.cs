using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Settling;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.UnitTests.Kafka.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A Kafka that does what a test says: it keeps what is committed and fails the calls that are scripted.</summary>
internal sealed class FakeCluster : IKafkaCluster
{
    private readonly Queue<(string Call, ProducerResult Result)> _script = new();
    private readonly List<Pending> _pending = [];

    public string Bootstrap => "fake:9092";

    public ClientEvents Events { get; } = new(NullLogger.Instance);

    /// <summary>Values of committed records, progress left out.</summary>
    public List<string> Committed { get; } = [];

    /// <summary>The committed progress.</summary>
    public ProgressRecord? Progress { get; set; }

    /// <summary>Calls of all producers, records left out.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What could not be delivered.</summary>
    public DeliveryFailure? Failure { get; set; }

    private int _failAfter = -1;
    private ProducerOutcome _failure;

    /// <summary>Done after a scripted fatal commit: what the broker made of it.</summary>
    public Action? AfterFatal { get; set; }

    /// <summary>Makes the next call of this kind end so, after all that were scripted before.</summary>
    public void Script(string call, ProducerOutcome outcome, ErrorCode code = ErrorCode.Local_TimedOut) =>
        _script.Enqueue((call, new ProducerResult(outcome, code, $"scripted {code}")));

    public Task ProvisionAsync(TopicPlan topics, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The data topics, with a marker behind each commit and aborted records as offsets that hold none.</summary>
    public FakeLog Log { get; } = new();

    /// <summary>Done whenever a reader is made.</summary>
    public Action<FakeLog>? OnSource { get; set; }

    /// <summary>From where on a topic shows nothing to <c>read_committed</c> readers.</summary>
    public (string Topic, long Offset)? HiddenFrom { get; set; }

    public IRecordSource CreateSource(int partitions, IsolationLevel isolation)
    {
        OnSource?.Invoke(Log);
        return HiddenFrom is { } hidden && isolation == IsolationLevel.ReadCommitted ? Log.HiddenFrom(hidden.Topic, hidden.Offset) : Log;
    }

    public int TransactionTimeoutMs => 60_000;

    public int? MaxTransactionTimeoutMs { get; set; } = 200_000;

    /// <summary>How long a transaction of each producer may stay open, milliseconds.</summary>
    public List<int> TimeoutsMs { get; } = [];

    public ITransactionalProducer CreateProducer(TopicPlan topics, int transactionTimeoutMs)
    {
        TimeoutsMs.Add(transactionTimeoutMs);
        for (int topic = 0; topic < topics.ProgressIndex; topic++)
            for (int partition = 0; partition < topics.PartitionsOf(topic); partition++) Log.Touch(partition, topics.Names[topic]);
        return new FakeProducer(this, topics);
    }

    public Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken) =>
        Asked(Progress);

    /// <summary>Where records of no meaning went.</summary>
    public List<(int Topic, int Partition)> Ended { get; } = [];

    /// <summary>What the coming looks find open, one after the other.</summary>
    public Queue<LeftOpen?> LeftOpen { get; } = new();

    public Task<LeftOpen?> FindLeftOpenAsync(TopicPlan topics, string stream, TimeSpan patience, CancellationToken cancellationToken) =>
        Asked(LeftOpen.TryDequeue(out LeftOpen? left) ? left : null);

    /// <summary>What each data topic shows last, of one partition; null is what has been committed to all.</summary>
    public BlockMark?[]? ShownBlocks { get; set; }

    public Task<BlockMark?[][]?> FindShownBlocksAsync(TopicPlan topics, TimeSpan patience, CancellationToken cancellationToken) =>
        Task.FromResult(ShownBlocks is null ? null : Array.ConvertAll(ShownBlocks, static mark => new[] { mark }));

    /// <summary>The data topic that somebody has written to.</summary>
    public string? UsedTopic { get; set; }

    /// <summary>A data topic that nobody has ever written to.</summary>
    public string? EmptyTopic { get; set; }

    public Task<TopicUse> FindUsedTopicsAsync(TopicPlan topics, CancellationToken cancellationToken) =>
        Asked(new TopicUse(UsedTopic is null ? [] : [UsedTopic], EmptyTopic is null ? [] : [EmptyTopic]));

    /// <summary>Whether something has been asked since the last rest: then a client would stay open.</summary>
    public bool IsAsking { get; private set; }

    public void Rest() => IsAsking = false;

    /// <summary>Commits what is pending, as a broker does whose answer is lost.</summary>
    public void CommitPending()
    {
        foreach (Pending record in _pending)
        {
            if (record.IsProgress)
            {
                Progress = ProgressCodec.Read(record.Value, "progress");
                continue;
            }

            Committed.Add(TextEncoding.UTF8.GetString(record.Value));
            Log.Add(record.Value, record.Key, record.TimestampMs, record.Partition, record.Topic);
        }

        MarkPending();
    }

    private Task<T> Asked<T>(T answer)
    {
        IsAsking = true;
        return Task.FromResult(answer);
    }

    private void DropPending()
    {
        foreach (Pending record in _pending)
        {
            if (!record.IsProgress) Log.Skip(1, record.Partition, record.Topic);
        }

        MarkPending();
    }

    private void MarkPending()
    {
        foreach ((string topic, int partition) in _pending.Where(static record => !record.IsProgress).Select(static record => (record.Topic, record.Partition)).Distinct())
            Log.Skip(1, partition, topic);
        _pending.Clear();
    }

    /// <summary>Lets a record fail once, behind so many that are taken.</summary>
    public void FailAfter(int produced, ProducerOutcome outcome) => (_failAfter, _failure) = (produced, outcome);

    private ProducerResult Next(string call)
    {
        if (call == "produce" && _failAfter >= 0 && _failAfter-- == 0) return new ProducerResult(_failure, ErrorCode.Local_TimedOut, "scripted");
        if (call != "produce") Calls.Add(call);
        return _script.TryPeek(out (string Call, ProducerResult Result) next) && next.Call == call ? _script.Dequeue().Result : ProducerResult.Done;
    }

    /// <summary>The most bytes that an arena held of which a record was produced.</summary>
    public long LargestArena { get; private set; }

    /// <summary>The topic of each record that was produced, in that order.</summary>
    public List<string> TopicsProduced { get; } = [];

    /// <summary>The verification headers of all records that were produced.</summary>
    public List<string> HeadersWritten { get; } = [];

    /// <summary>The verification header that all records have which are read.</summary>
    public string? HeaderToRead
    {
        get => Log.Header;
        set => Log.Header = value;
    }

    private sealed record Pending(string Topic, int Partition, bool IsProgress, byte[] Value, byte[] Key, long TimestampMs);

    private sealed class FakeProducer(FakeCluster cluster, TopicPlan topics) : ITransactionalProducer
    {
        private bool _isTransactional;

        public DeliveryFailure? Failure => cluster.Failure;

        public ProducerResult InitTransactions(TimeSpan timeout)
        {
            _isTransactional = true;
            return cluster.Next("init");
        }

        public ProducerResult Begin() => cluster.Next("begin");

        public ProducerResult Produce(in ProducerRecord record)
        {
            ProducerResult result = cluster.Next("produce");
            Assert.InRange(record.Topic, 0, topics.ProgressIndex);
            if (!result.IsDone) return result;
            cluster.TopicsProduced.Add(topics.Names[record.Topic]);
            if (record.Value.IsEmpty) cluster.Ended.Add((record.Topic, record.Partition));
            else cluster._pending.Add(new Pending(
                topics.Names[record.Topic], record.Partition, record.Topic == topics.ProgressIndex, record.Value.ToArray(), record.Key.ToArray(), record.TimestampMs));
            if (record.Topic != topics.ProgressIndex) cluster.HeadersWritten.Add(TextEncoding.UTF8.GetString(record.Verification));
            cluster.LargestArena = Math.Max(cluster.LargestArena, record.Arena?.TotalBytes ?? 0);
            return result;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<ProducerResult> WaitDeliveredAsync(EncodedBlock arena, CancellationToken cancellationToken) => new(cluster.Next("delivered"));

        public ProducerResult Commit(TimeSpan timeout)
        {
            ProducerResult result = cluster.Next("commit");
            if (result.IsDone) cluster.CommitPending();
            if (result.Outcome == ProducerOutcome.Fatal) cluster.AfterFatal?.Invoke();
            return result;
        }

        public ProducerResult Abort(TimeSpan timeout)
        {
            ProducerResult result = cluster.Next("abort");
            if (result.IsDone) cluster.DropPending();
            return result;
        }

        public ProducerResult Flush(TimeSpan timeout)
        {
            ProducerResult result = cluster.Next("flush");
            if (result.IsDone && !_isTransactional) cluster.CommitPending();
            return result;
        }

        public void Dispose()
        {
            cluster.Calls.Add("dispose");
            cluster.DropPending();
        }
    }
}
