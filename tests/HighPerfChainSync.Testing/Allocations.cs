namespace HighPerfChainSync.Testing;

/// <summary>Counts what code allocates on the managed heap.</summary>
public static class Allocations
{
    private const int Runs = 5;

    /// <summary>
    /// Bytes that the calling thread allocates in one run of <paramref name="code"/>: the least of several runs, because the runtime now and then
    /// allocates on the thread that happens to run, for instance when it compiles a loop again while it turns. What the code itself allocates is
    /// in every run.
    /// </summary>
    /// <param name="code">What is counted; it has run often enough for its memory to have grown.</param>
    public static long Least(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        long least = long.MaxValue;
        for (int i = 0; i < Runs && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
