using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>Keccak-256 with the padding of the original submission (0x01), as Ethereum uses it: not SHA3-256.</summary>
/// <remarks>Allocates nothing; thread: any.</remarks>
internal static class Keccak256
{
    /// <summary>Bytes absorbed by one permutation.</summary>
    internal const int Rate = 136;

    /// <summary>The hash of the empty string.</summary>
    internal static Hash256 Empty { get; } = Hash([]);

    /// <summary>Hashes the bytes.</summary>
    internal static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[KeccakPermutation.Lanes];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            KeccakPermutation.Apply(state);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[Rate - 1] |= 0x80;
        Absorb(state, last);
        KeccakPermutation.Apply(state);

        Span<byte> hash = stackalloc byte[Hash256.Length];
        for (int i = 0; i < Hash256.Length / sizeof(ulong); i++)
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(i * sizeof(ulong))..], state[i]);
        return new Hash256(hash);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<ulong> lanes = MemoryMarshal.Cast<byte, ulong>(block);
        for (int i = 0; i < lanes.Length; i++)
            state[i] ^= BitConverter.IsLittleEndian ? lanes[i] : BinaryPrimitives.ReverseEndianness(lanes[i]);
    }
}
