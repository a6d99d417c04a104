using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HighPerfChainSync.Verification;

/// <summary>Keccak-f[1600] of four states at once, lane by lane beside one another (AVX2).</summary>
/// <remarks>
/// Two rounds a turn, from <c>a</c> to <c>e</c> and back, so that no lane is moved between them; a plane of the new state is made
/// as soon as its five lanes of the old one are known, so that as few values as possible live at a time.
/// Allocates nothing; thread: any.
/// </remarks>
internal static class KeccakPermutation4
{
    /// <summary>Applies all rounds in place. Lane (x, y) of state k is at <c>4(x + 5y) + k</c>.</summary>
    /// <param name="state">The first of 25 vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply(ref ulong state)
    {
        Vector256<ulong> a00 = Read(ref state, 0), a01 = Read(ref state, 1), a02 = Read(ref state, 2), a03 = Read(ref state, 3), a04 = Read(ref state, 4);
        Vector256<ulong> a05 = Read(ref state, 5), a06 = Read(ref state, 6), a07 = Read(ref state, 7), a08 = Read(ref state, 8), a09 = Read(ref state, 9);
        Vector256<ulong> a10 = Read(ref state, 10), a11 = Read(ref state, 11), a12 = Read(ref state, 12), a13 = Read(ref state, 13), a14 = Read(ref state, 14);
        Vector256<ulong> a15 = Read(ref state, 15), a16 = Read(ref state, 16), a17 = Read(ref state, 17), a18 = Read(ref state, 18), a19 = Read(ref state, 19);
        Vector256<ulong> a20 = Read(ref state, 20), a21 = Read(ref state, 21), a22 = Read(ref state, 22), a23 = Read(ref state, 23), a24 = Read(ref state, 24);
        Vector256<ulong> e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24;
        Vector256<ulong> b0, b1, b2, b3, b4, c0, c1, c2, c3, c4, d0, d1, d2, d3, d4;

        // The bytes of each lane one place to the left, which rotates it by 8 bits, and seven places.
        Vector256<byte> left1 = Vector256.Create((byte)7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14, 23, 16, 17, 18, 19, 20, 21, 22, 31, 24, 25, 26, 27, 28, 29, 30);
        Vector256<byte> left7 = Vector256.Create((byte)1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8, 17, 18, 19, 20, 21, 22, 23, 16, 25, 26, 27, 28, 29, 30, 31, 24);
        ulong[] constants = KeccakPermutation.RoundConstants;
        for (int i = 0; i < constants.Length; i += 2)
        {
            // From a to e.
            c0 = a00 ^ a05 ^ a10 ^ a15 ^ a20;
            c1 = a01 ^ a06 ^ a11 ^ a16 ^ a21;
            c2 = a02 ^ a07 ^ a12 ^ a17 ^ a22;
            c3 = a03 ^ a08 ^ a13 ^ a18 ^ a23;
            c4 = a04 ^ a09 ^ a14 ^ a19 ^ a24;
            d0 = c4 ^ Rotate(c1, 1);
            d1 = c0 ^ Rotate(c2, 1);
            d2 = c1 ^ Rotate(c3, 1);
            d3 = c2 ^ Rotate(c4, 1);
            d4 = c3 ^ Rotate(c0, 1);
            b0 = a00 ^ d0;
            b1 = Rotate(a06 ^ d1, 44);
            b2 = Rotate(a12 ^ d2, 43);
            b3 = Rotate(a18 ^ d3, 21);
            b4 = Rotate(a24 ^ d4, 14);
            e00 = Chi(b0, b1, b2) ^ Vector256.Create(constants[i]);
            e01 = Chi(b1, b2, b3);
            e02 = Chi(b2, b3, b4);
            e03 = Chi(b3, b4, b0);
            e04 = Chi(b4, b0, b1);
            b0 = Rotate(a03 ^ d3, 28);
            b1 = Rotate(a09 ^ d4, 20);
            b2 = Rotate(a10 ^ d0, 3);
            b3 = Rotate(a16 ^ d1, 45);
            b4 = Rotate(a22 ^ d2, 61);
            e05 = Chi(b0, b1, b2);
            e06 = Chi(b1, b2, b3);
            e07 = Chi(b2, b3, b4);
            e08 = Chi(b3, b4, b0);
            e09 = Chi(b4, b0, b1);
            b0 = Rotate(a01 ^ d1, 1);
            b1 = Rotate(a07 ^ d2, 6);
            b2 = Rotate(a13 ^ d3, 25);
            b3 = RotateBytes(a19 ^ d4, left1);
            b4 = Rotate(a20 ^ d0, 18);
            e10 = Chi(b0, b1, b2);
            e11 = Chi(b1, b2, b3);
            e12 = Chi(b2, b3, b4);
            e13 = Chi(b3, b4, b0);
            e14 = Chi(b4, b0, b1);
            b0 = Rotate(a04 ^ d4, 27);
            b1 = Rotate(a05 ^ d0, 36);
            b2 = Rotate(a11 ^ d1, 10);
            b3 = Rotate(a17 ^ d2, 15);
            b4 = RotateBytes(a23 ^ d3, left7);
            e15 = Chi(b0, b1, b2);
            e16 = Chi(b1, b2, b3);
            e17 = Chi(b2, b3, b4);
            e18 = Chi(b3, b4, b0);
            e19 = Chi(b4, b0, b1);
            b0 = Rotate(a02 ^ d2, 62);
            b1 = Rotate(a08 ^ d3, 55);
            b2 = Rotate(a14 ^ d4, 39);
            b3 = Rotate(a15 ^ d0, 41);
            b4 = Rotate(a21 ^ d1, 2);
            e20 = Chi(b0, b1, b2);
            e21 = Chi(b1, b2, b3);
            e22 = Chi(b2, b3, b4);
            e23 = Chi(b3, b4, b0);
            e24 = Chi(b4, b0, b1);

            // And back.
            c0 = e00 ^ e05 ^ e10 ^ e15 ^ e20;
            c1 = e01 ^ e06 ^ e11 ^ e16 ^ e21;
            c2 = e02 ^ e07 ^ e12 ^ e17 ^ e22;
            c3 = e03 ^ e08 ^ e13 ^ e18 ^ e23;
            c4 = e04 ^ e09 ^ e14 ^ e19 ^ e24;
            d0 = c4 ^ Rotate(c1, 1);
            d1 = c0 ^ Rotate(c2, 1);
            d2 = c1 ^ Rotate(c3, 1);
            d3 = c2 ^ Rotate(c4, 1);
            d4 = c3 ^ Rotate(c0, 1);
            b0 = e00 ^ d0;
            b1 = Rotate(e06 ^ d1, 44);
            b2 = Rotate(e12 ^ d2, 43);
            b3 = Rotate(e18 ^ d3, 21);
            b4 = Rotate(e24 ^ d4, 14);
            a00 = Chi(b0, b1, b2) ^ Vector256.Create(constants[i + 1]);
            a01 = Chi(b1, b2, b3);
            a02 = Chi(b2, b3, b4);
            a03 = Chi(b3, b4, b0);
            a04 = Chi(b4, b0, b1);
            b0 = Rotate(e03 ^ d3, 28);
            b1 = Rotate(e09 ^ d4, 20);
            b2 = Rotate(e10 ^ d0, 3);
            b3 = Rotate(e16 ^ d1, 45);
            b4 = Rotate(e22 ^ d2, 61);
            a05 = Chi(b0, b1, b2);
            a06 = Chi(b1, b2, b3);
            a07 = Chi(b2, b3, b4);
            a08 = Chi(b3, b4, b0);
            a09 = Chi(b4, b0, b1);
            b0 = Rotate(e01 ^ d1, 1);
            b1 = Rotate(e07 ^ d2, 6);
            b2 = Rotate(e13 ^ d3, 25);
            b3 = RotateBytes(e19 ^ d4, left1);
            b4 = Rotate(e20 ^ d0, 18);
            a10 = Chi(b0, b1, b2);
            a11 = Chi(b1, b2, b3);
            a12 = Chi(b2, b3, b4);
            a13 = Chi(b3, b4, b0);
            a14 = Chi(b4, b0, b1);
            b0 = Rotate(e04 ^ d4, 27);
            b1 = Rotate(e05 ^ d0, 36);
            b2 = Rotate(e11 ^ d1, 10);
            b3 = Rotate(e17 ^ d2, 15);
            b4 = RotateBytes(e23 ^ d3, left7);
            a15 = Chi(b0, b1, b2);
            a16 = Chi(b1, b2, b3);
            a17 = Chi(b2, b3, b4);
            a18 = Chi(b3, b4, b0);
            a19 = Chi(b4, b0, b1);
            b0 = Rotate(e02 ^ d2, 62);
            b1 = Rotate(e08 ^ d3, 55);
            b2 = Rotate(e14 ^ d4, 39);
            b3 = Rotate(e15 ^ d0, 41);
            b4 = Rotate(e21 ^ d1, 2);
            a20 = Chi(b0, b1, b2);
            a21 = Chi(b1, b2, b3);
            a22 = Chi(b2, b3, b4);
            a23 = Chi(b3, b4, b0);
            a24 = Chi(b4, b0, b1);
        }

        Write(ref state, 0, a00); Write(ref state, 1, a01); Write(ref state, 2, a02); Write(ref state, 3, a03); Write(ref state, 4, a04);
        Write(ref state, 5, a05); Write(ref state, 6, a06); Write(ref state, 7, a07); Write(ref state, 8, a08); Write(ref state, 9, a09);
        Write(ref state, 10, a10); Write(ref state, 11, a11); Write(ref state, 12, a12); Write(ref state, 13, a13); Write(ref state, 14, a14);
        Write(ref state, 15, a15); Write(ref state, 16, a16); Write(ref state, 17, a17); Write(ref state, 18, a18); Write(ref state, 19, a19);
        Write(ref state, 20, a20); Write(ref state, 21, a21); Write(ref state, 22, a22); Write(ref state, 23, a23); Write(ref state, 24, a24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate(Vector256<ulong> value, int bits) =>
        (value << bits) | (value >>> (64 - bits));

    /// <summary>Rotates by whole bytes: one shuffle where <see cref="Rotate"/> takes three operations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateBytes(Vector256<ulong> value, Vector256<byte> order) =>
        Vector256.Shuffle(value.AsByte(), order).AsUInt64();

    /// <summary>a ^ (~b &amp; c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) =>
        a ^ Vector256.AndNot(c, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Read(ref ulong state, int lane) => Vector256.LoadUnsafe(ref state, (nuint)(lane * Vector256<ulong>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ref ulong state, int lane, Vector256<ulong> value) => value.StoreUnsafe(ref state, (nuint)(lane * Vector256<ulong>.Count));
}
