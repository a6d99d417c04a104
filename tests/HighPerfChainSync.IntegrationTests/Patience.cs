using System.Diagnostics;

namespace HighPerfChainSync.IntegrationTests;

/// <summary>Waits for what must come, with a limit that only ends a test that would hang.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is yes; fails the test when it never is.</summary>
    /// <param name="isMet">Asks.</param>
    /// <param name="what">What is waited for, as a clause.</param>
    public static Task UntilAsync(Func<bool> isMet, string what) => UntilAsync(() => Task.FromResult(isMet()), what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> isMet, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await isMet())
        {
            Assert.True(waited.Elapsed < s_limit, $"Not within {s_limit.TotalSeconds:0} s: {what}.");
            await Task.Delay(s_poll, TestContext.Current.CancellationToken);
        }
    }
}
