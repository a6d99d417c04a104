using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Settling;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A Kafka that does what a test says: it keeps what is committed and fails the calls that are scripted.</summary>
internal sealed class FakeCluster : IKafkaCluster
{
    private readonly Queue<(string Call, ProducerResult Result)> _script = new();
    private readonly List<string> _pending = [];

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

    /// <summary>Done after a scripted fatal commit: what the broker made of it.</summary>
    public Action? AfterFatal { get; set; }

    /// <summary>Makes the next call of this kind end so, after all that were scripted before.</summary>
    public void Script(string call, ProducerOutcome outcome, ErrorCode code = ErrorCode.Local_TimedOut) =>
        _script.Enqueue((call, new ProducerResult(outcome, code, $"scripted {code}")));

    public Task ProvisionAsync(TopicPlan topics, CancellationToken cancellationToken) => Task.CompletedTask;

    public ITransactionalProducer CreateProducer(TopicPlan topics) => new FakeProducer(this, topics);

    public Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken) =>
        Task.FromResult(Progress);

    /// <summary>Where records of no meaning went.</summary>
    public List<(int Topic, int Partition)> Ended { get; } = [];

    /// <summary>What the coming looks find open, one after the other.</summary>
    public Queue<LeftOpen?> LeftOpen { get; } = new();

    public Task<LeftOpen?> FindLeftOpenAsync(TopicPlan topics, string stream, TimeSpan patience, CancellationToken cancellationToken) =>
        Task.FromResult(LeftOpen.TryDequeue(out LeftOpen? left) ? left : null);

    /// <summary>The highest block that each data topic shows; null is what has been committed to all.</summary>
    public ulong?[]? ShownBlocks { get; set; }

    public Task<ulong?[]?> FindShownBlocksAsync(TopicPlan topics, TimeSpan patience, CancellationToken cancellationToken) => Task.FromResult(ShownBlocks);

    /// <summary>The data topic that somebody has written to.</summary>
    public string? UsedTopic { get; set; }

    /// <summary>A data topic that nobody has ever written to.</summary>
    public string? EmptyTopic { get; set; }

    public Task<TopicUse> FindUsedTopicsAsync(TopicPlan topics, CancellationToken cancellationToken) =>
        Task.FromResult(new TopicUse(UsedTopic is null ? [] : [UsedTopic], EmptyTopic is null ? [] : [EmptyTopic]));

    /// <summary>Commits what is pending, as a broker does whose answer is lost.</summary>
    public void CommitPending()
    {
        foreach (string value in _pending)
        {
            if (value.Contains("\"instance\"", StringComparison.Ordinal)) Progress = ProgressCodec.Read(TextEncoding.UTF8.GetBytes(value), "progress");
            else Committed.Add(value);
        }

        _pending.Clear();
    }

    private ProducerResult Next(string call)
    {
        if (call != "produce") Calls.Add(call);
        return _script.TryPeek(out (string Call, ProducerResult Result) next) && next.Call == call ? _script.Dequeue().Result : ProducerResult.Done;
    }

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
            if (record.Value.IsEmpty) cluster.Ended.Add((record.Topic, record.Partition));
            else cluster._pending.Add(TextEncoding.UTF8.GetString(record.Value));
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
            if (result.IsDone) cluster._pending.Clear();
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
            cluster._pending.Clear();
        }
    }
}
