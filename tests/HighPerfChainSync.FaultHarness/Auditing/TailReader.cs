using System.Diagnostics;
using Confluent.Kafka;
using HighPerfChainSync.FaultHarness.Source;

namespace HighPerfChainSync.FaultHarness.Auditing;

/// <summary>A <c>read_committed</c> consumer that follows a stream's topics while everything is being killed: what it is shown must be right at any moment.</summary>
/// <remarks>Reads on a thread of its own from the first offset on.</remarks>
internal sealed class TailReader : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly string _bootstrap;
    private readonly StreamLedger _ledger;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    public TailReader(string bootstrap, KnownChain chain, string stream)
    {
        _bootstrap = bootstrap;
        _ledger = new StreamLedger(chain, stream);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits until it has seen so many records, or for so long.</summary>
    public async Task WaitForAsync(long records, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (_ledger.Records < records && waited.Elapsed < limit) await Task.Delay(s_poll, cancellationToken);
    }

    /// <summary>Ends reading and gives what was seen.</summary>
    public async Task<StreamLedger> StopAsync()
    {
        await _end.CancelAsync();
        await _reading;
        return _ledger;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private void Read()
    {
        if (!WaitForTopics()) return;
        using IConsumer<string, byte[]> consumer = Consumers.ReadCommitted(_bootstrap);
        consumer.Assign(_ledger.Names.Select(static name => new TopicPartitionOffset(name, 0, Offset.Beginning)));
        while (!_end.IsCancellationRequested)
        {
            try
            {
                ConsumeResult<string, byte[]>? result = consumer.Consume(s_poll);
                if (result is null || result.IsPartitionEOF) continue;
                _ledger.Observe(result.Topic, result.Offset.Value, result.Message.Value);
            }
            catch (ConsumeException error) when (!error.Error.IsFatal)
            {
                // A broker is away or a leader moves: the client goes on by itself.
            }
        }
    }

    /// <summary>Topics that are not there yet would be errors to a consumer.</summary>
    private bool WaitForTopics()
    {
        using IAdminClient admin = Consumers.Admin(_bootstrap);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                HashSet<string> known = [.. admin.GetMetadata(s_poll * 20).Topics.Select(static topic => topic.Topic)];
                if (Array.TrueForAll(_ledger.Names, known.Contains)) return true;
            }
            catch (KafkaException)
            {
                // No broker answers: asked again.
            }

            _end.Token.WaitHandle.WaitOne(s_poll);
        }

        return false;
    }
}
