using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>A <c>read_committed</c> consumer on a thread of its own: notes when it had the last record of each block time.</summary>
internal sealed class CommittedReader : IDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<long, long> _last = [];
    private readonly Thread _thread;
    private volatile bool _stopping;

    public CommittedReader(string bootstrap, IReadOnlyList<string> topics)
    {
        IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "bench",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 5,
            SocketNagleDisable = true,
        }).Build();
        consumer.Assign(topics.Select(static topic => new TopicPartitionOffset(topic, 0, Offset.Beginning)));
        _thread = new Thread(() => Read(consumer)) { Name = "committed reader", IsBackground = true };
        _thread.Start();
    }

    /// <summary>When the last record came that carries a time, by that time in Unix milliseconds.</summary>
    public IReadOnlyDictionary<long, long> LastSeen => _last;

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Read(IConsumer<Ignore, Ignore> consumer)
    {
        using (consumer)
        {
            while (!_stopping)
            {
                if (consumer.Consume(s_poll) is { IsPartitionEOF: false } record)
                    _last[record.Message.Timestamp.UnixTimestampMs] = Stopwatch.GetTimestamp();
            }

            consumer.Close();
        }
    }
}
