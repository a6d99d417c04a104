using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The bloom filter of logs (yellow paper 4.3.1): 2,048 bits, three of them set for each address and topic.</summary>
internal static class LogsBloom
{
    /// <summary>Size in bytes.</summary>
    internal const int Length = 256;

    /// <summary>Adds a log's address and topics.</summary>
    internal static void Add(Span<byte> bloom, in LogRecord log)
    {
        Add(bloom, log.Address.Bytes);
        if (log.TopicCount > 0) Add(bloom, log.Topic0.Bytes);
        if (log.TopicCount > 1) Add(bloom, log.Topic1.Bytes);
        if (log.TopicCount > 2) Add(bloom, log.Topic2.Bytes);
        if (log.TopicCount > 3) Add(bloom, log.Topic3.Bytes);
    }

    /// <summary>Adds all of another filter.</summary>
    internal static void Unite(Span<byte> bloom, ReadOnlySpan<byte> other)
    {
        ref byte target = ref MemoryMarshal.GetReference(bloom[..Length]);
        ref byte source = ref MemoryMarshal.GetReference(other[..Length]);
        for (nuint i = 0; i < Length; i += (nuint)Vector256<byte>.Count)
            (Vector256.LoadUnsafe(ref target, i) | Vector256.LoadUnsafe(ref source, i)).StoreUnsafe(ref target, i);
    }

    /// <summary>Sets the bits of an item.</summary>
    /// <param name="bloom">256 bytes.</param>
    /// <param name="hash">Keccak-256 of the item.</param>
    internal static void AddHash(Span<byte> bloom, in Hash256 hash)
    {
        ReadOnlySpan<byte> bytes = hash.Bytes;
        for (int i = 0; i < 6; i += 2)
        {
            int bit = ((bytes[i] << 8) | bytes[i + 1]) & 0x7FF;
            bloom[Length - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }

    private static void Add(Span<byte> bloom, ReadOnlySpan<byte> item) => AddHash(bloom, Keccak256.Hash(item));
}
