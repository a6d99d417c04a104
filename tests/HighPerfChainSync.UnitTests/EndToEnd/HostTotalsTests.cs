using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.Records;
using HighPerfChainSync.UnitTests.Host;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class HostTotalsTests
{
    private readonly List<string> _lines = [];
    private readonly StreamStatus _status = new() { Chain = "bench" };

    public HostTotalsTests()
    {
        _status.AddFetched(3, 1000);
        _status.AddRecords(Entity.Block, 3);
        _status.AddRecords(Entity.Transaction, 20);
        _status.AddCpu(ProcessingStage.Verify, 2_000_000);
        _status.AddCommitted(2, 3, 23, 800);
    }

    [Fact]
    public void The_hosts_closing_line_is_read()
    {
        RunningLog.Totals(Logger(), "bench", StreamTotals.Read(_status));
        Check(HostTotals.TryParse(Assert.Single(_lines)));
    }

    [Fact]
    public void The_hosts_lines_of_progress_are_read()
    {
        DisplayLog.Progress(Logger(), "bench", new ProgressMeter(_status, TimeProvider.System).Take() with { Totals = StreamTotals.Read(_status) });
        Check(HostTotals.TryParse(Assert.Single(_lines)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a line of another program")]
    [InlineData("""{"time":"2026-01-01","event":"rates","fields":{"Blocks":3}}""")]
    public void Other_lines_are_passed_over(string line) => Assert.Null(HostTotals.TryParse(line));

    private static void Check(HostTotals? totals)
    {
        Assert.NotNull(totals);
        Assert.Equal((3, 23, 20), (totals.Blocks, totals.Records, totals.Transactions));
        Assert.Equal((1000, 800), (totals.BytesIn, totals.BytesOut));
        Assert.Equal([0, 0.002, 0, 0], totals.StageSeconds);
        Assert.True(totals.FirstCommitSeconds > 0);
        Assert.True(totals.AllocatedBytes > 0);
        Assert.InRange(totals.PooledBytes, 0, totals.AllocatedBytes);
        Assert.Equal(3, totals.Collections.Count);
        Assert.True(totals.PauseSeconds >= 0);
    }

    private CapturingLogger Logger() => new(_lines, new JsonLogFormat(TimeProvider.System));
}
