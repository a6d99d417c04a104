namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The time that passes before each answer. Answers are begun in the order in which requests came, as over a long line.</summary>
/// <remarks>
/// Timers that are due together fire newest first. A host that asks for the next blocks when the lowest ones have arrived would get those last,
/// and then all at once. Thread: any.
/// </remarks>
internal sealed class AnswerDelay(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task _before = Task.CompletedTask;

    /// <summary>Passes when the time is over and those that came earlier have passed.</summary>
    /// <param name="delay">Time from now.</param>
    /// <param name="cancellationToken">Gives up; those behind do not wait for it then.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_lock)
        {
            before = _before;
            _before = passed.Task;
        }

        try
        {
            await Task.Delay(delay, time, cancellationToken);
            await before.WaitAsync(cancellationToken);
        }
        catch
        {
            _ = LetPassAsync(before, passed);
            throw;
        }

        passed.SetResult();
    }

    /// <summary>Those behind a request that has been given up wait for those before it.</summary>
    private static async Task LetPassAsync(Task before, TaskCompletionSource passed)
    {
        await before;
        passed.SetResult();
    }
}
