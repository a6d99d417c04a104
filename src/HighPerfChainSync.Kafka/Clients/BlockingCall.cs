namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Waits for librdkafka on a thread of its own: the pool's threads, of which there may be no more than processors, decode blocks meanwhile.</summary>
internal static class BlockingCall
{
    /// <summary>Makes a call that waits.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Before it has begun, it is not made.</param>
    public static Task RunAsync(Action call, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(call, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Makes a call that waits, and hands on what comes of it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Before it has begun, it is not made.</param>
    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(call, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
