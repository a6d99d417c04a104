using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HighPerfChainSync.Verification;

/// <summary>Four Keccak states at once (AVX2). Works, slowly, where there is no such hardware.</summary>
/// <remarks>
/// A lane of all messages is put together from single loads: an insertion goes with its load, so that this needs hardly more shuffles than
/// transposing whole rows. Thread: any.
/// </remarks>
internal readonly struct KeccakFour : IKeccakWays
{
    private const int BlockLanes = Keccak256.Rate / sizeof(ulong);

    /// <inheritdoc/>
    public static int Count => Vector256<ulong>.Count;

    /// <inheritdoc/>
    public static unsafe void Absorb(ref ulong state, ref KeccakWays ways)
    {
        ulong* m0 = (ulong*)ways.Block[0];
        ulong* m1 = (ulong*)ways.Block[1];
        ulong* m2 = (ulong*)ways.Block[2];
        ulong* m3 = (ulong*)ways.Block[3];
        Vector256<ulong> kept = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference((Span<ulong>)ways.Kept));
        for (int lane = 0; lane < BlockLanes; lane++)
        {
            Vector256<ulong> word = Vector256.Create(m0[lane], m1[lane], m2[lane], m3[lane]);
            nuint at = (nuint)(lane * Vector256<ulong>.Count);
            ((Vector256.LoadUnsafe(ref state, at) & kept) ^ word).StoreUnsafe(ref state, at);
        }

        for (int lane = BlockLanes; lane < KeccakPermutation.Lanes; lane++)
        {
            nuint at = (nuint)(lane * Vector256<ulong>.Count);
            (Vector256.LoadUnsafe(ref state, at) & kept).StoreUnsafe(ref state, at);
        }

        KeccakPermutation4.Apply(ref state);
    }
}
