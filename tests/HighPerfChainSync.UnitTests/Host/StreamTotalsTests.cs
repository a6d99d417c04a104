using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class StreamTotalsTests
{
    [Fact]
    public void Totals_have_everything_since_the_start()
    {
        var status = new StreamStatus();
        Assert.Null(StreamTotals.Read(status).FirstCommit);
        status.AddFetched(2, 1000);
        status.AddRecords(Entity.Log, 5);
        status.AddCpu(ProcessingStage.Encode, 1_500_000);
        status.AddCommitted(7, 2, 5, 800);

        using JsonDocument json = JsonDocument.Parse(Write(StreamTotals.Read(status)));
        JsonElement totals = json.RootElement;

        Assert.Equal(2, totals.GetProperty("blocks").GetInt64());
        Assert.Equal(5, totals.GetProperty("records").GetProperty("log").GetInt64());
        Assert.Equal(0, totals.GetProperty("records").GetProperty("block").GetInt64());
        Assert.Equal(1000, totals.GetProperty("bytesIn").GetInt64());
        Assert.Equal(800, totals.GetProperty("bytesOut").GetInt64());
        Assert.Equal(0.0015, totals.GetProperty("stageCpuSeconds").GetProperty("encode").GetDouble(), 9);
        Assert.True(totals.GetProperty("firstCommitSeconds").GetDouble() > 0);
        JsonElement process = totals.GetProperty("process");
        Assert.True(process.GetProperty("cpuSeconds").GetDouble() > 0);
        Assert.True(process.GetProperty("allocatedBytes").GetInt64() > 0);
        Assert.InRange(process.GetProperty("pooledBytes").GetInt64(), 0, process.GetProperty("allocatedBytes").GetInt64());
        Assert.Equal(3, process.GetProperty("collections").GetArrayLength());
        Assert.True(process.GetProperty("pauseSeconds").GetDouble() >= 0);
        Assert.True(process.GetProperty("peakBytes").GetInt64() > 1 << 20);
    }

    [Fact]
    public void People_get_a_line()
    {
        var totals = new StreamTotals
        {
            Blocks = 1,
            Records = [1, 2, 3, 4],
            BytesIn = 3_000_000,
            BytesOut = 4_000_000,
            StageCpu = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.FromSeconds(0.5)],
            FirstCommit = TimeSpan.FromSeconds(0.8),
            Process = new ProcessFigures
            {
                Cpu = TimeSpan.FromSeconds(6),
                AllocatedBytes = 12_000_000,
                PooledBytes = 9_000_000,
                Collections = [3, 1, 0],
                Paused = TimeSpan.FromMilliseconds(4),
                PeakBytes = 171_000_000,
            },
        };

        Assert.Equal(
            "in 3.0 MB, out 4.0 MB, first commit after 0.8 s; CPU s: decode 1.0, verify 2.0, encode 0.0, write 0.5; "
            + "process: 6.0 s of CPU, 171.0 MB of memory at most, 12.0 MB allocated (9.0 MB of it by pools), 3/1/0 collections, 4 ms paused",
            totals.ToString());
    }

    private static string Write(StreamTotals totals)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) totals.WriteTo(json);
        return TextEncoding.UTF8.GetString(stream.ToArray());
    }
}
