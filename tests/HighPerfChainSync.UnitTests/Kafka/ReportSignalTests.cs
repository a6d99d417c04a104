using HighPerfChainSync.Kafka.Producing;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class ReportSignalTests
{
    private readonly ReportSignal _signal = new();

    [Fact]
    public async Task Is_kept_for_the_next_wait_and_only_for_that()
    {
        _signal.Set();
        _signal.Set();
        Assert.True(_signal.WaitAsync().AsTask().IsCompletedSuccessfully);
        Task second = _signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        _signal.Set();
        await second;
    }

    [Fact]
    public async Task Has_one_waiter()
    {
        Task waiting = _signal.WaitAsync().AsTask();
        Assert.Throws<InvalidOperationException>(() => { _ = _signal.WaitAsync().AsTask(); });
        _signal.Set();
        await waiting;
    }

    [Fact]
    public async Task Loses_no_signal_between_threads()
    {
        const int Rounds = 20_000;
        int produced = 0;
        var setter = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Interlocked.Increment(ref produced);
                _signal.Set();
            }
        });
        setter.Start();
        while (Volatile.Read(ref produced) < Rounds) await _signal.WaitAsync();
        setter.Join();
    }
}
