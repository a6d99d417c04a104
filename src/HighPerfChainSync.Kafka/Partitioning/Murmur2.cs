using System.Buffers.Binary;

namespace HighPerfChainSync.Kafka.Partitioning;

/// <summary>The hash of Kafka's Java clients, so that records with equal keys lie in equal partitions whoever wrote them.</summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747B28C;
    private const uint Multiplier = 0x5BD1E995;
    private const int Shift = 24;

    /// <summary>Austin Appleby's MurmurHash2, 32 bits, with Kafka's seed.</summary>
    public static uint Hash(ReadOnlySpan<byte> data)
    {
        uint hash = Seed ^ (uint)data.Length;
        while (data.Length >= sizeof(uint))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
            hash = (hash * Multiplier) ^ ((word ^ (word >> Shift)) * Multiplier);
            data = data[sizeof(uint)..];
        }

        if (data.Length > 0)
        {
            for (int i = data.Length - 1; i >= 0; i--) hash ^= (uint)data[i] << (8 * i);
            hash *= Multiplier;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return hash ^ (hash >> 15);
    }

    /// <summary>The partition that Java's default partitioner gives a key.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (int)((Hash(key) & 0x7FFF_FFFF) % (uint)partitions);
}
