using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

public sealed class SinkThreadTests
{
    [Fact]
    public async Task All_calls_are_made_by_one_thread_that_is_none_of_the_pool()
    {
        using var calls = new SinkThread();
        var threads = new HashSet<int>();
        for (int i = 0; i < 20; i++)
        {
            (int id, bool isPool) = await calls.RunAsync(static () => (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));
            Assert.False(isPool);
            threads.Add(id);
        }

        Assert.Single(threads);
    }

    [Fact]
    public async Task What_follows_a_call_does_not_keep_the_thread()
    {
        using var calls = new SinkThread();
        (int caller, int after) = await Task.Run(() => CallAsync(calls));
        Assert.NotEqual(caller, after);
    }

    [Fact]
    public async Task An_exception_is_the_callers_and_the_next_call_is_made()
    {
        using var calls = new SinkThread();
        await Assert.ThrowsAsync<InvalidDataException>(() => calls.RunAsync(static () => throw new InvalidDataException("no")));
        Assert.Equal(7, await calls.RunAsync(static () => 7));
    }

    [Fact]
    public async Task Its_thread_ends_when_it_is_disposed()
    {
        var calls = new SinkThread();
        Thread? thread = null;
        await calls.RunAsync(() => thread = Thread.CurrentThread);
        calls.Dispose();
        calls.Dispose();
        Assert.True(thread!.Join(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_call_after_the_end_is_refused()
    {
        var calls = new SinkThread();
        calls.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls.RunAsync(static () => 7));
    }

    private static async Task<(int Caller, int After)> CallAsync(SinkThread calls)
    {
        int caller = await calls.RunAsync(static () =>
        {
            // Long enough for the caller to wait.
            Thread.Sleep(50);
            return Environment.CurrentManagedThreadId;
        }).ConfigureAwait(false);
        return (caller, Environment.CurrentManagedThreadId);
    }
}
