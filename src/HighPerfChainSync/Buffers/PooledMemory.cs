namespace HighPerfChainSync.Buffers;

/// <summary>What the program's pools have taken from the managed heap: memory that is used again, unlike the rest of what was allocated.</summary>
/// <remarks>It grows until as much has been under way as ever will be; what a stream allocates beyond it is garbage. Thread: any.</remarks>
public static class PooledMemory
{
    private static long s_allocated;

    /// <summary>Bytes of all arrays that slabs, record lists and arenas have made since the program's start, those included that have been given up since.</summary>
    public static long AllocatedBytes => Volatile.Read(ref s_allocated);

    internal static void Add(long bytes) => Interlocked.Add(ref s_allocated, bytes);
}
