using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.UnitTests.Pipeline;

public sealed class RangeRoomTests
{
    private readonly StageState _state = new("fetcher");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_settled_before_is_not_waited_for(bool granted)
    {
        var room = new RangeRoom();
        room.Reset();
        room.Settle(granted);

        await room.WaitAsync(_state);
        await room.WaitAsync(_state);
        Assert.Equal(granted, room.IsGranted);
    }

    [Fact]
    public async Task Who_waits_goes_on_elsewhere_than_who_settles()
    {
        var room = new RangeRoom();
        for (int use = 0; use < 3; use++)
        {
            room.Reset();
            Assert.False(room.IsGranted);
            ValueTask wait = room.WaitAsync(_state);
            Assert.False(wait.IsCompleted);
            Assert.Equal(StageActivity.WaitsForBudget, _state.Activity);
            using var held = new ManualResetEventSlim();
            Task resumed = ResumeAsync(wait, held);
            room.Settle(granted: true); // Would not come back if it ran what waits.
            held.Set();
            await resumed;
            Assert.Equal(StageActivity.WaitsForNode, _state.Activity);
            Assert.True(room.IsGranted);
        }
    }

    private static async Task ResumeAsync(ValueTask wait, ManualResetEventSlim held)
    {
        await wait.ConfigureAwait(false);
        Assert.True(held.Wait(TimeSpan.FromSeconds(30)), "Ran within Settle.");
    }
}
