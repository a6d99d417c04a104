using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Verification;
using Spectre.Console;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class ProgressTests
{
    private readonly ManualTime _time = new();
    private readonly StreamStatus _status = new() { Chain = "ethereum", BudgetBytes = 96_000_000, Activity = "fetching" };

    [Fact]
    public void Rates_are_a_seconds_over_the_window()
    {
        var meter = new ProgressMeter(_status, _time);
        _status.SetHead(1000);
        Advance(meter, seconds: 2, blocks: 100, records: 5000, bytesOut: 4_000_000);
        _status.AddFetched(100, 3_000_000);

        ProgressSnapshot progress = Advance(meter, seconds: 2, blocks: 100, records: 5000, bytesOut: 4_000_000);

        Assert.Equal(50, progress.BlocksPerSecond, 3);
        Assert.Equal(2500, progress.RecordsPerSecond, 3);
        Assert.Equal(750_000, progress.BytesInPerSecond, 3);
        Assert.Equal(2_000_000, progress.BytesOutPerSecond, 3);
        Assert.Equal(801UL, progress.Lag);
        Assert.Equal(801 / 50.0, progress.Eta?.TotalSeconds ?? 0, 3);
    }

    [Fact]
    public void What_is_older_than_the_window_no_longer_counts()
    {
        var meter = new ProgressMeter(_status, _time);
        Advance(meter, seconds: 1, blocks: 1000, records: 0, bytesOut: 0);
        ProgressSnapshot progress = meter.Take();
        for (int i = 0; i < ProgressMeter.WindowSamples; i++) progress = Advance(meter, seconds: 1, blocks: 3, records: 0, bytesOut: 0);

        Assert.Equal(3, progress.BlocksPerSecond, 3);
    }

    [Fact]
    public void The_estimate_is_to_the_last_block_asked_for()
    {
        _status.Last = 299;
        _status.SetHead(1_000_000);
        var meter = new ProgressMeter(_status, _time);

        ProgressSnapshot progress = Advance(meter, seconds: 1, blocks: 100, records: 0, bytesOut: 0);

        Assert.Equal(2, progress.Eta?.TotalSeconds ?? 0, 3);
    }

    [Fact]
    public void At_the_head_and_without_a_rate_there_is_no_estimate()
    {
        _status.SetHead(101);
        var meter = new ProgressMeter(_status, _time);

        Assert.Null(meter.Take().Eta);
        Assert.Null(Advance(meter, seconds: 1, blocks: 100, records: 0, bytesOut: 0).Eta);
    }

    [Fact]
    public void A_line_names_everything_that_is_asked_about()
    {
        _status.SetHead(1000);
        _status.SetBudgetUsed(43_000_000);
        var meter = new ProgressMeter(_status, _time);

        string line = Advance(meter, seconds: 1, blocks: 100, records: 12_345, bytesOut: 4_560_000).ToString();

        Assert.Equal(
            "block 99, head 1,000, lag 901 | 100 blocks/s, 12,345 records/s | in 0.0 MB/s, out 4.6 MB/s | under way 43.0/96.0 MB | ETA 9s | fetching",
            line);
    }

    [Fact]
    public void A_block_that_is_waited_for_is_what_the_stream_does()
    {
        var wrong = new WrongBlocks(_status);
        wrong.Add(new WrongBlock(18, "receipts-root", 5));
        wrong.Add(new WrongBlock(17, "block-hash", 10));
        ProgressSnapshot progress = new ProgressMeter(_status, _time).Take();
        Assert.Equal(17UL, progress.WrongBlock);
        Assert.Equal("waiting for a right block 17: block-hash failed 10 times; nothing from it on is committed", progress.Activity);
        Assert.Equal(2, _status.WrongBlocks);

        wrong.Remove(17);
        Assert.Equal(18UL, new ProgressMeter(_status, _time).Take().WrongBlock);
        wrong.Remove(18);
        progress = new ProgressMeter(_status, _time).Take();
        Assert.Null(progress.WrongBlock);
        Assert.Equal("fetching", progress.Activity);
    }

    [Theory]
    [InlineData(59, "59s")]
    [InlineData(319, "5m19s")]
    [InlineData(3_660, "1h01m")]
    [InlineData(180_000, "2d02h")]
    public void Times_have_two_units(int seconds, string text) => Assert.Equal(text, ProgressText.Eta(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_table_shows_each_stream()
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 140;
        var other = new StreamStatus { Chain = "[gnosis]", Activity = "waiting for [the node]" };
        other.SetHead(7);

        console.Write(TerminalDisplay.Draw([new ProgressMeter(_status, _time), new ProgressMeter(other, _time)]));

        Assert.Contains("ethereum", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("[gnosis]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("fetching", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("waiting for [the node]", output.ToString(), StringComparison.Ordinal);
    }

    private ProgressSnapshot Advance(ProgressMeter meter, int seconds, long blocks, long records, long bytesOut)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        ulong last = (_status.Committed + 1 ?? 0) + (ulong)blocks - 1;
        _status.AddCommitted(last, blocks, records, bytesOut);
        return meter.Take();
    }
}
