using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace HighPerfChainSync.Primitives;

/// <summary>An unsigned 256-bit integer: an amount in wei, a token id, a signature's <c>r</c> and <c>s</c>.</summary>
/// <remarks>A value is only carried, compared and printed here, so there is no arithmetic. Limbs are little-endian.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Length)]
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    /// <summary>Size in bytes.</summary>
    public const int Length = 32;

    /// <summary>Creates a value from its limbs, least significant first.</summary>
    public UInt256(ulong l0, ulong l1 = 0, ulong l2 = 0, ulong l3 = 0)
    {
        Limb0 = l0;
        Limb1 = l1;
        Limb2 = l2;
        Limb3 = l3;
    }

    /// <summary>Bits 0–63.</summary>
    public ulong Limb0 { get; }

    /// <summary>Bits 64–127.</summary>
    public ulong Limb1 { get; }

    /// <summary>Bits 128–191.</summary>
    public ulong Limb2 { get; }

    /// <summary>Bits 192–255.</summary>
    public ulong Limb3 { get; }

    /// <summary>Zero.</summary>
    public static UInt256 Zero => default;

    /// <summary>2^256 − 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is zero.</summary>
    public bool IsZero => (Limb0 | Limb1 | Limb2 | Limb3) == 0;

    /// <summary>Whether the value fits 64 bits.</summary>
    public bool IsUInt64 => (Limb1 | Limb2 | Limb3) == 0;

    /// <summary>Reads a big-endian number of at most 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is longer than 32 bytes.</exception>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Length)
            throw new ArgumentException($"A 256-bit number has at most {Length} bytes, not {bytes.Length}.", nameof(bytes));
        if (bytes.Length == Length) return FromWord(bytes);
        Span<byte> padded = stackalloc byte[Length];
        padded[..(Length - bytes.Length)].Clear();
        bytes.CopyTo(padded[(Length - bytes.Length)..]);
        return FromWord(padded);
    }

    /// <summary>Writes the 32 bytes, most significant first.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void WriteBigEndian(Span<byte> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException($"Needs {Length} bytes, got {destination.Length}.", nameof(destination));
        BinaryPrimitives.WriteUInt64BigEndian(destination, Limb3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Limb2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Limb1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Limb0);
    }

    /// <summary>Widens a 64-bit number.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named alternate.")]
    public static implicit operator UInt256(ulong value) => new(value);

    /// <inheritdoc/>
    public bool Equals(UInt256 other) =>
        Limb0 == other.Limb0 && Limb1 == other.Limb1 && Limb2 == other.Limb2 && Limb3 == other.Limb3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limb0, Limb1, Limb2, Limb3);

    /// <inheritdoc/>
    public int CompareTo(UInt256 other)
    {
        if (Limb3 != other.Limb3) return Limb3.CompareTo(other.Limb3);
        if (Limb2 != other.Limb2) return Limb2.CompareTo(other.Limb2);
        if (Limb1 != other.Limb1) return Limb1.CompareTo(other.Limb1);
        return Limb0.CompareTo(other.Limb0);
    }

    /// <summary>Equality.</summary>
    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    /// <summary>Less than.</summary>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    private static UInt256 FromWord(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes));
}
