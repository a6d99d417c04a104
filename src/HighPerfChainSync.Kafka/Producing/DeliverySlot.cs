using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>Records that were produced one after another from one arena, and how many of them have been reported.</summary>
/// <remarks>Thread: the producing thread opens, closes and counts what it produces; the event thread counts reports. Each number has one writer.</remarks>
internal sealed class DeliverySlot
{
    private long _reported;

    /// <summary>The arena it refers to; null when it is closed, or for records that were copied.</summary>
    public EncodedBlock? Arena { get; set; }

    /// <summary>Height of their block.</summary>
    public ulong Block { get; set; }

    /// <summary>Records produced.</summary>
    public long Produced { get; set; }

    /// <summary>Whether every one has been reported.</summary>
    public bool IsReported => Volatile.Read(ref _reported) == Produced;

    /// <summary>Counts reports.</summary>
    public void Report(int count) => Volatile.Write(ref _reported, _reported + count);
}
