using System.Collections.Concurrent;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>One thread for the calls that wait for librdkafka, one after another, for as long as a sink is open.</summary>
/// <remarks>
/// Not the pool's, which has work for all of its threads meanwhile; and always the same, since glibc gives each new thread another heap, and the memory that
/// librdkafka takes in a call stays in that one. The thread starts with the first call. Owner: the sink; returned by: <see cref="Dispose"/>; thread: any.
/// </remarks>
internal sealed class CallThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _calls = [];
    private readonly Lock _lock = new();
    private Thread? _thread;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Makes a call, and hands on what comes of it.</summary>
    public Task<T> RunAsync<T>(Func<T> call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Makes a call.</summary>
    public Task RunAsync(Action call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Ends the thread behind the last call; no other may be made then.</summary>
    public void Dispose() => _calls.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "Kafka calls", IsBackground = true };
                _thread.Start();
            }
        }

        _calls.Add(task);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [.. _calls];

    private void Run()
    {
        foreach (Task call in _calls.GetConsumingEnumerable()) TryExecuteTask(call);
    }
}
