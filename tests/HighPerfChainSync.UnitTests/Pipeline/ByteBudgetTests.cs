using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.UnitTests.Pipeline;

public sealed class ByteBudgetTests
{
    [Fact]
    public void Room_is_given_at_once_while_there_is_some()
    {
        var budget = new ByteBudget(100);
        ValueTask<bool> first = budget.AcquireAsync(60);
        ValueTask<bool> second = budget.AcquireAsync(40);
        Assert.True(first.IsCompletedSuccessfully);
        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(100, budget.UsedBytes);
        Assert.False(budget.IsAwaited);
    }

    [Fact]
    public async Task A_demand_waits_until_enough_has_been_released()
    {
        var budget = new ByteBudget(100);
        await budget.AcquireAsync(80);
        ValueTask<bool> waiting = budget.AcquireAsync(50);
        Assert.True(budget.IsAwaited);
        budget.Release(29);
        Assert.False(waiting.IsCompleted);
        budget.Release(1);
        Assert.True(await waiting);
        Assert.Equal(100, budget.UsedBytes);
        Assert.False(budget.IsAwaited);
    }

    [Fact]
    public async Task What_exceeds_the_whole_budget_passes_alone()
    {
        var budget = new ByteBudget(100);
        await budget.AcquireAsync(1);
        ValueTask<bool> giant = budget.AcquireAsync(1_000);
        Assert.False(giant.IsCompleted);
        budget.Release(1);
        Assert.True(await giant);
        Assert.Equal(1_000, budget.UsedBytes);
    }

    [Fact]
    public async Task A_charge_may_overdraw_and_is_paid_back_before_more_is_given()
    {
        var budget = new ByteBudget(100);
        await budget.AcquireAsync(50);
        budget.Charge(200);
        ValueTask<bool> waiting = budget.AcquireAsync(10);
        budget.Release(150);
        Assert.False(waiting.IsCompleted);
        budget.Charge(-20);
        Assert.True(await waiting);
        Assert.Equal(90, budget.UsedBytes);
    }

    [Fact]
    public async Task Closing_turns_away_who_waits_and_who_comes()
    {
        var budget = new ByteBudget(100);
        await budget.AcquireAsync(100);
        ValueTask<bool> waiting = budget.AcquireAsync(1);
        budget.Close();
        Assert.False(await waiting);
        Assert.False(await budget.AcquireAsync(1));
        Assert.Equal(100, budget.UsedBytes);
    }

    [Fact]
    public async Task A_second_waiter_is_refused()
    {
        var budget = new ByteBudget(100);
        await budget.AcquireAsync(100);
        ValueTask<bool> first = budget.AcquireAsync(1);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await budget.AcquireAsync(1));
        budget.Close();
        Assert.False(await first);
    }

    [Fact]
    public async Task Nothing_is_lost_between_a_waiter_and_many_who_release()
    {
        var budget = new ByteBudget(1_000);
        long held = 0;
        var releases = new List<Task>();
        for (int i = 0; i < 20_000; i++)
        {
            Assert.True(await budget.AcquireAsync(100));
            Assert.InRange(Interlocked.Add(ref held, 100), 100, 1_000);
            releases.Add(Task.Run(() =>
            {
                Interlocked.Add(ref held, -100);
                budget.Release(100);
            }, TestContext.Current.CancellationToken));
        }

        await Task.WhenAll(releases);
        Assert.Equal(0, budget.UsedBytes);
    }
}
