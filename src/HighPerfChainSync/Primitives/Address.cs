using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HighPerfChainSync.Primitives;

/// <summary>A 20-byte account address. Printed in lower case, never checksummed (EIP-55).</summary>
[InlineArray(Length)]
public struct Address : IEquatable<Address>
{
    /// <summary>Size in bytes.</summary>
    public const int Length = 20;

    private byte _first;

    /// <summary>Copies an address from its 20 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 20 bytes long.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"An address has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref _first, Length));
    }

    /// <summary>The 20 bytes, viewed in place.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, Length);

    /// <summary>Whether all bytes are zero.</summary>
    public readonly bool IsZero => !Bytes.ContainsAnyExcept((byte)0);

    /// <summary>Reads <c>0x</c> and 40 hex digits of either case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Address Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Hex.ParseFixed(text, bytes);
        return new Address(bytes);
    }

    /// <inheritdoc/>
    public readonly bool Equals(Address other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary><c>0x</c> and 40 lower-case hex digits.</summary>
    public override readonly string ToString() => Hex.ToText(Bytes);

    /// <summary>Byte-wise equality.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Byte-wise inequality.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);
}
