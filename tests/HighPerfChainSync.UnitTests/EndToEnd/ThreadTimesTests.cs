using HighPerfChainSync.EndToEnd.Processes;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class ThreadTimesTests
{
    [Theory]
    [InlineData("42 (rdk:main) S 1 1 1 0 -1 1077936192 5 0 0 0 120 35 0 0 20 0 9 0 100 200", "rdk:main", 1.55)]
    [InlineData("42 (a ) b (c) R 1 1 1 0 -1 1077936192 5 0 0 0 1 2 0 0 20 0 9 0 100 200", "a ) b (c", 0.03)]
    public void A_line_of_proc_is_read_whatever_the_thread_is_called(string stat, string name, double seconds)
    {
        (string Name, double Seconds)? thread = ThreadTimes.Parse(stat);

        Assert.Equal(name, thread?.Name);
        Assert.Equal(seconds, thread?.Seconds ?? 0, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (short) R 1 1")]
    public void What_is_no_such_line_is_none(string stat) => Assert.Null(ThreadTimes.Parse(stat));
}
