using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class ReplayHeadTests
{
    private readonly GeneratedChain _chain = new(new GeneratorOptions { First = 100, Blocks = 1000 });
    private readonly ManualTime _time = new();

    [Fact]
    public void StandsAtTheEndByDefault()
    {
        var head = new ReplayHead(_chain, new ReplayServerOptions { Time = _time });
        Assert.Equal((1099UL, 1067UL, 1035UL), (head.Number, head.Safe, head.Finalized));
    }

    [Fact]
    public void AdvancesWithTimeUpToItsEnd()
    {
        var head = new ReplayHead(_chain, new ReplayServerOptions { Time = _time, Head = 110, BlocksPerSecond = 2, End = 200 });
        Assert.Equal(110UL, head.Number);
        _time.Advance(TimeSpan.FromSeconds(5.4));
        Assert.Equal((120UL, 100UL, 100UL), (head.Number, head.Safe, head.Finalized));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((180UL, 148UL, 116UL), (head.Number, head.Safe, head.Finalized));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(200UL, head.Number);
    }

    [Fact]
    public void MovesWhenItIsSet()
    {
        var head = new ReplayHead(_chain, new ReplayServerOptions { Time = _time, BlocksPerSecond = 1 });
        head.Set(150);
        Assert.Equal(150UL, head.Number);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(160UL, head.Number);
        head.SetSpeed(0);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(160UL, head.Number);
        head.Set(5);
        Assert.Equal(100UL, head.Number);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
