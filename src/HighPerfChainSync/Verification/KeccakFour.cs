using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HighPerfChainSync.Verification;

/// <summary>Four Keccak states at once (AVX2). Works, slowly, where there is no such hardware.</summary>
/// <remarks>
/// A lane of all messages is put together from single loads: an insertion goes with its load, so that this needs hardly more shuffles than
/// transposing whole rows. The end of a message is found by shifts, without copying it to where zeros follow. Thread: any.
/// </remarks>
internal readonly struct KeccakFour : IKeccakWays
{
    private const int BlockLanes = Keccak256.Rate / sizeof(ulong);

    /// <inheritdoc/>
    public static int Count => Vector256<ulong>.Count;

    /// <inheritdoc/>
    public static void Absorb(ref ulong state, ref byte buffer, ref KeccakWays ways)
    {
        ref ulong kept = ref MemoryMarshal.GetReference((Span<ulong>)ways.Kept);
        ref ulong end = ref MemoryMarshal.GetReference((Span<ulong>)ways.End);
        ref long bits = ref MemoryMarshal.GetReference((Span<long>)ways.BitsLeft);
        Vector256<ulong> mask = Vector256.LoadUnsafe(ref kept);
        Vector256<long> left = Vector256.LoadUnsafe(ref bits);
        ref byte m0 = ref Unsafe.Add(ref buffer, ways.Offset[0]);
        ref byte m1 = ref Unsafe.Add(ref buffer, ways.Offset[1]);
        ref byte m2 = ref Unsafe.Add(ref buffer, ways.Offset[2]);
        ref byte m3 = ref Unsafe.Add(ref buffer, ways.Offset[3]);
        for (int lane = 0; lane < BlockLanes; lane++)
        {
            // The 1 behind the message, where it is in this lane; below it is what counts, and nothing once the message has ended.
            Vector256<ulong> mark = ShiftLeft(Vector256<ulong>.One, left.AsUInt64());
            Vector256<ulong> message = Vector256.AndNot(mark - Vector256<ulong>.One, Vector256.LessThan(left, Vector256<long>.Zero).AsUInt64());
            Vector256<ulong> word = Vector256.Create(Read(ref m0, lane), Read(ref m1, lane), Read(ref m2, lane), Read(ref m3, lane));
            nuint at = (nuint)(lane * Vector256<ulong>.Count);
            ((Vector256.LoadUnsafe(ref state, at) & mask) ^ ((word & message) | mark)).StoreUnsafe(ref state, at);
            left -= Vector256.Create(64L);
        }

        const nuint Last = (BlockLanes - 1) * 4;
        (Vector256.LoadUnsafe(ref state, Last) ^ Vector256.LoadUnsafe(ref end)).StoreUnsafe(ref state, Last);
        for (int lane = BlockLanes; lane < KeccakPermutation.Lanes; lane++)
        {
            nuint at = (nuint)(lane * Vector256<ulong>.Count);
            (Vector256.LoadUnsafe(ref state, at) & mask).StoreUnsafe(ref state, at);
        }

        KeccakPermutation4.Apply(ref state);
    }

    /// <summary>Shifts each element by its own number of bits; by 64 or more, or less than none, gives zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> ShiftLeft(Vector256<ulong> value, Vector256<ulong> bits) =>
        Avx2.IsSupported
            ? Avx2.ShiftLeftLogicalVariable(value, bits)
            : Vector256.Create(ShiftLeft(value[0], bits[0]), ShiftLeft(value[1], bits[1]), ShiftLeft(value[2], bits[2]), ShiftLeft(value[3], bits[3]));

    private static ulong ShiftLeft(ulong value, ulong bits) => bits < 64 ? value << (int)bits : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte message, int lane) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref message, lane * sizeof(ulong)));
}
