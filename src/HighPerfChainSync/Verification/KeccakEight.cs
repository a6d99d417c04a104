using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HighPerfChainSync.Verification;

/// <summary>Eight Keccak states at once (AVX-512). Works, slowly, where there is no such hardware.</summary>
/// <remarks>
/// A lane of all messages is put together from single loads: an insertion goes with its load, so that this needs hardly more shuffles than
/// transposing whole rows. The end of a message is found by shifts, without copying it to where zeros follow. Thread: any.
/// </remarks>
internal readonly struct KeccakEight : IKeccakWays
{
    private const int BlockLanes = Keccak256.Rate / sizeof(ulong);

    /// <inheritdoc/>
    public static int Count => Vector512<ulong>.Count;

    /// <inheritdoc/>
    public static void Absorb(ref ulong state, ref byte buffer, ref KeccakWays ways)
    {
        ref ulong kept = ref MemoryMarshal.GetReference((Span<ulong>)ways.Kept);
        ref ulong end = ref MemoryMarshal.GetReference((Span<ulong>)ways.End);
        ref long bits = ref MemoryMarshal.GetReference((Span<long>)ways.BitsLeft);
        Vector512<ulong> mask = Vector512.LoadUnsafe(ref kept);
        Vector512<long> left = Vector512.LoadUnsafe(ref bits);
        ref byte m0 = ref Unsafe.Add(ref buffer, ways.Offset[0]);
        ref byte m1 = ref Unsafe.Add(ref buffer, ways.Offset[1]);
        ref byte m2 = ref Unsafe.Add(ref buffer, ways.Offset[2]);
        ref byte m3 = ref Unsafe.Add(ref buffer, ways.Offset[3]);
        ref byte m4 = ref Unsafe.Add(ref buffer, ways.Offset[4]);
        ref byte m5 = ref Unsafe.Add(ref buffer, ways.Offset[5]);
        ref byte m6 = ref Unsafe.Add(ref buffer, ways.Offset[6]);
        ref byte m7 = ref Unsafe.Add(ref buffer, ways.Offset[7]);
        for (int lane = 0; lane < BlockLanes; lane++)
        {
            // The 1 behind the message, where it is in this lane; below it is what counts, and nothing once the message has ended.
            Vector512<ulong> mark = ShiftLeft(Vector512<ulong>.One, left.AsUInt64());
            Vector512<ulong> message = Vector512.AndNot(mark - Vector512<ulong>.One, Vector512.LessThan(left, Vector512<long>.Zero).AsUInt64());
            Vector512<ulong> word = Vector512.Create(
                Read(ref m0, lane), Read(ref m1, lane), Read(ref m2, lane), Read(ref m3, lane),
                Read(ref m4, lane), Read(ref m5, lane), Read(ref m6, lane), Read(ref m7, lane));
            nuint at = (nuint)(lane * Vector512<ulong>.Count);
            ((Vector512.LoadUnsafe(ref state, at) & mask) ^ ((word & message) | mark)).StoreUnsafe(ref state, at);
            left -= Vector512.Create(64L);
        }

        const nuint Last = (BlockLanes - 1) * 8;
        (Vector512.LoadUnsafe(ref state, Last) ^ Vector512.LoadUnsafe(ref end)).StoreUnsafe(ref state, Last);
        for (int lane = BlockLanes; lane < KeccakPermutation.Lanes; lane++)
        {
            nuint at = (nuint)(lane * Vector512<ulong>.Count);
            (Vector512.LoadUnsafe(ref state, at) & mask).StoreUnsafe(ref state, at);
        }

        KeccakPermutation8.Apply(ref state);
    }

    /// <summary>Shifts each element by its own number of bits; by 64 or more, or less than none, gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> ShiftLeft(Vector512<ulong> value, Vector512<ulong> bits) =>
        Avx512F.IsSupported
            ? Avx512F.ShiftLeftLogicalVariable(value, bits)
            : Vector512.Create(KeccakFour.ShiftLeft(value.GetLower(), bits.GetLower()), KeccakFour.ShiftLeft(value.GetUpper(), bits.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte message, int lane) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref message, lane * sizeof(ulong)));
}
