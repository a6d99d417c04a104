using System.Collections.Concurrent;

namespace HighPerfChainSync.Sinks;

/// <summary>One thread for the calls in which a sink waits, for a disk or a client library, one after another for as long as the sink is open.</summary>
/// <remarks>
/// Not the pool's, whose threads decode blocks meanwhile. Always the same, since a new one costs some 17 KB of garbage for each call, and glibc gives it
/// another heap, in which the memory stays that native code takes in the call. It starts with the first call. Owner: the sink; returned by:
/// <see cref="Dispose"/>; thread: any.
/// </remarks>
public sealed class SinkThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _calls = [];
    private readonly Lock _lock = new();
    private Thread? _thread;

    private TaskFactory Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_calls.IsAddingCompleted, this);
            return Task.Factory;
        }
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Makes a call, and hands on what comes of it.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public Task<T> RunAsync<T>(Func<T> call) => Alive.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Makes a call.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public Task RunAsync(Action call) => Alive.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Ends the thread behind the last call; no other may be made then.</summary>
    public void Dispose() => _calls.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "Sink", IsBackground = true };
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
