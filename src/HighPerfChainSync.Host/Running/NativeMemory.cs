using System.Runtime.InteropServices;

namespace HighPerfChainSync.Host.Running;

/// <summary>Keeps the C library's heap small.</summary>
internal static partial class NativeMemory
{
    private const int MArenaMax = -8;

    /// <summary>
    /// Lets all threads allocate from one heap instead of one each: librdkafka's threads free what others allocated, and with a heap
    /// a thread that keeps some 70 MiB more resident (bench/RESULTS.md, memory). Does nothing where the C library is not glibc.
    /// </summary>
    public static void UseOneArena()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is { Length: > 0 }) return;
        try
        {
            _ = MallOpt(MArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has one heap anyway.
        }
        catch (DllNotFoundException)
        {
            // Another C library: its defaults stand.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
