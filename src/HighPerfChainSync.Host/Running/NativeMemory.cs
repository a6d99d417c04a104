using System.Runtime.InteropServices;

namespace HighPerfChainSync.Host.Running;

/// <summary>Keeps the C library's heap small.</summary>
internal sealed partial class NativeMemory : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Timer? _timer;

    /// <summary>
    /// Starts to give free native memory back to the system once a second. librdkafka's threads free what others allocated, and glibc keeps
    /// a heap for each thread that only grows (bench/RESULTS.md, memory). Does nothing where the C library is not glibc.
    /// </summary>
    public NativeMemory()
    {
        if (OperatingSystem.IsLinux()) _timer = new Timer(static self => ((NativeMemory)self!).Trim(), this, s_interval, s_interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Trim()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            _timer?.Dispose(); // musl returns memory by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
