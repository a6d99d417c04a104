using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HighPerfChainSync.Verification;

/// <summary>Eight Keccak states at once (AVX-512). Works, slowly, where there is no such hardware.</summary>
/// <remarks>
/// A lane of all messages is put together from single loads: an insertion goes with its load, so that this needs hardly more shuffles than
/// transposing whole rows. Thread: any.
/// </remarks>
internal readonly struct KeccakEight : IKeccakWays
{
    private const int BlockLanes = Keccak256.Rate / sizeof(ulong);

    /// <inheritdoc/>
    public static int Count => Vector512<ulong>.Count;

    /// <inheritdoc/>
    public static unsafe void Absorb(ref ulong state, ref KeccakWays ways)
    {
        ulong* m0 = (ulong*)ways.Block[0];
        ulong* m1 = (ulong*)ways.Block[1];
        ulong* m2 = (ulong*)ways.Block[2];
        ulong* m3 = (ulong*)ways.Block[3];
        ulong* m4 = (ulong*)ways.Block[4];
        ulong* m5 = (ulong*)ways.Block[5];
        ulong* m6 = (ulong*)ways.Block[6];
        ulong* m7 = (ulong*)ways.Block[7];
        Vector512<ulong> kept = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference((Span<ulong>)ways.Kept));
        for (int lane = 0; lane < BlockLanes; lane++)
        {
            Vector512<ulong> word = Vector512.Create(m0[lane], m1[lane], m2[lane], m3[lane], m4[lane], m5[lane], m6[lane], m7[lane]);
            nuint at = (nuint)(lane * Vector512<ulong>.Count);
            ((Vector512.LoadUnsafe(ref state, at) & kept) ^ word).StoreUnsafe(ref state, at);
        }

        for (int lane = BlockLanes; lane < KeccakPermutation.Lanes; lane++)
        {
            nuint at = (nuint)(lane * Vector512<ulong>.Count);
            (Vector512.LoadUnsafe(ref state, at) & kept).StoreUnsafe(ref state, at);
        }

        KeccakPermutation8.Apply(ref state);
    }
}
