using System.Diagnostics;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Waits for what another thread will do. The limit only ends a test that would hang.</summary>
internal static class Until
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> holds, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_limit, $"Waited in vain until {what}.");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
