using System.Runtime.InteropServices;

namespace HighPerfChainSync.Host.Running;

/// <summary>Keeps the C library's heap small.</summary>
internal sealed partial class NativeMemory : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>mallopt(3): the most heaps that threads are spread over.</summary>
    private const int ArenaMax = -8;

    private readonly Timer? _timer;

    /// <summary>
    /// Has all threads share the heaps there are, and starts to give free native memory back to the system once a second. librdkafka's threads free what
    /// others allocated, and glibc otherwise keeps a heap for each thread that only grows (bench/RESULTS.md, memory). Does nothing where the C library is not glibc.
    /// </summary>
    public NativeMemory()
    {
        if (OperatingSystem.IsLinux() && TryShareHeaps()) _timer = new Timer(static _ => _ = MallocTrim(0), null, s_interval, s_interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Whether the C library is glibc; musl returns memory by itself.</summary>
    private static bool TryShareHeaps()
    {
        try
        {
            _ = MallOpt(ArenaMax, 1);
            return true;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
