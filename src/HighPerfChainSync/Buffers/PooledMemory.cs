namespace HighPerfChainSync.Buffers;

/// <summary>What the program's pools have taken from the managed heap: memory that is used again, unlike the rest of what was allocated.</summary>
/// <remarks>It grows until as much has been under way as ever will be; what a stream allocates beyond it is garbage. Thread: any.</remarks>
public static class PooledMemory
{
    private static long s_held;

    /// <summary>Bytes of the arrays that slabs, record lists and arenas have made, without those that they have given up: smaller ones that they grew out of, and what no pool keeps.</summary>
    public static long HeldBytes => Volatile.Read(ref s_held);

    /// <summary>Counts an array that was made, or, below zero, one that was given up.</summary>
    internal static void Add(long bytes) => Interlocked.Add(ref s_held, bytes);
}
