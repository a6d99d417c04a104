using HighPerfChainSync.Buffers;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.KafkaBench.Producers;

/// <summary>The producer of the sink.</summary>
internal sealed class NativeContender : IContender
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly BenchStream _stream;
    private readonly Workload _workload;
    private readonly ITransactionalProducer _producer;
    private readonly Action _commit;
    private long _next;

    public NativeContender(BenchStream stream, Workload workload)
    {
        _stream = stream;
        _workload = workload;
        _producer = stream.Cluster.CreateProducer(stream.Topics, stream.Cluster.TransactionTimeoutMs);
        _commit = () => Check(_producer.Commit(s_limit));
        Check(_producer.InitTransactions(s_limit));
    }

    public string Name => "ours";

    public ProducerRun Run(int transactions, int blocksPerTransaction)
    {
        var measure = new InProcess();
        long messages = 0;
        for (int t = 0; t < transactions; t++)
        {
            Check(_producer.Begin());
            for (int b = 0; b < blocksPerTransaction; b++) messages += Produce(_workload[_next++]);
            measure.Commit(_commit);
        }

        return measure.End(messages);
    }

    public void Dispose() => _producer.Dispose();

    private int Produce(BlockData block)
    {
        long timestamp = KafkaSink.ToTimestamp(block.Header.Timestamp);
        ReadOnlySpan<EncodedRecord> records = block.Encoded.Records;
        for (int i = 0; i < records.Length;)
        {
            ProducerResult result = _producer.Produce(new ProducerRecord
            {
                Topic = _stream.Topics.IndexOf(records[i].Entity),
                Block = block.Header.Number,
                TimestampMs = timestamp,
                Value = block.Encoded.GetSpan(records[i]),
                Arena = block.Encoded,
            });
            if (result.IsDone) i++;
            else if (result.Outcome == ProducerOutcome.QueueFull) _producer.WaitForRoomAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            else Check(result);
        }

        return records.Length;
    }

    private static void Check(ProducerResult result)
    {
        if (!result.IsDone) throw new InvalidOperationException($"{result.Code}: {result.Reason}");
    }
}
