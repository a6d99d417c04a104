namespace HighPerfChainSync.Primitives;

/// <content>Addition.</content>
public readonly partial struct UInt256
{
    /// <summary>The sum modulo 2^256.</summary>
    public static UInt256 operator +(UInt256 left, UInt256 right)
    {
        UInt128 sum = (UInt128)left.Limb0 + right.Limb0;
        ulong l0 = (ulong)sum;
        sum = (UInt128)left.Limb1 + right.Limb1 + (ulong)(sum >> 64);
        ulong l1 = (ulong)sum;
        sum = (UInt128)left.Limb2 + right.Limb2 + (ulong)(sum >> 64);
        ulong l2 = (ulong)sum;
        return new UInt256(l0, l1, l2, unchecked(left.Limb3 + right.Limb3 + (ulong)(sum >> 64)));
    }
}
