using HighPerfChainSync.ReplayNode.Serving;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class AnswerDelayTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(50);

    private readonly HeldTimers _time = new();
    private readonly AnswerDelay _delay;

    public AnswerDelayTests() => _delay = new AnswerDelay(_time);

    [Fact]
    public async Task AnswersLeaveInTheOrderInWhichRequestsCame()
    {
        Task first = _delay.WaitAsync(s_delay, CancellationToken.None);
        Task second = _delay.WaitAsync(s_delay, CancellationToken.None);
        _time.Fire(1);
        Assert.False(second.IsCompleted, "The second answer left although the first one had not.");
        _time.Fire(0);
        await first;
        await second;
    }

    [Fact]
    public async Task ARequestThatIsGivenUpHoldsNobodyBackAndLetsNobodyOvertake()
    {
        using var gone = new CancellationTokenSource();
        Task first = _delay.WaitAsync(s_delay, CancellationToken.None);
        Task second = _delay.WaitAsync(s_delay, gone.Token);
        Task third = _delay.WaitAsync(s_delay, CancellationToken.None);
        _time.Fire(2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted, "The third answer left although the first one had not.");
        _time.Fire(0);
        await first;
        await third;
    }

    /// <summary>A clock whose timers are due when the test says so.</summary>
    private sealed class HeldTimers : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public void Fire(int timer) => _timers[timer]();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(s_delay, dueTime);
            _timers.Add(() => callback(state));
            return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
