using System.Diagnostics;

namespace HighPerfChainSync.Fuzzing.Running;

/// <summary>Runs inputs under the rules that hold for all targets: no exception escapes, nothing takes long, memory is bounded by the input's size.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class FuzzGuard(IFuzzTarget target)
{
    /// <summary>An exception with its words, and memory that grows for the first time.</summary>
    private const long FixedBytes = 512 * 1024;

    /// <summary>Far more than the slowest input takes on a busy machine: what takes longer grows faster than its input.</summary>
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(20);

    /// <summary>The most that an input has allocated for each of its bytes, beyond the fixed part of an exception.</summary>
    public long MostBytes { get; private set; }

    /// <summary>The longest that an input has taken.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>What became of the last input.</summary>
    public ulong Outcome { get; private set; }

    /// <summary>Runs an input.</summary>
    /// <returns>The rule that it broke, or null.</returns>
    public Exception? Run(ReadOnlyMemory<byte> input)
    {
        long begun = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Outcome = target.Run(input);
        }
#pragma warning disable CA1031 // Whatever escapes is what is looked for.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan taken = Stopwatch.GetElapsedTime(begun);
        if (taken > Longest) Longest = taken;
        if (allocated > MostBytes) MostBytes = allocated;
        if (taken > s_maxTime) return new FuzzFault($"It took {taken.TotalSeconds:0} s.");
        long most = FixedBytes + ((long)target.BytesPerByte * input.Length);
        return allocated > most ? new FuzzFault($"It allocated {allocated} bytes for an input of {input.Length}.") : null;
    }
}
