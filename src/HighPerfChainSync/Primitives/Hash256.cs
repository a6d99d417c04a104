using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace HighPerfChainSync.Primitives;

/// <summary>A 32-byte hash (Keccak-256), or any other 32-byte word: a topic, a storage key.</summary>
/// <remarks>Held in wire order: <see cref="Bytes"/> is what RLP and JSON-RPC hex spell.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Length)]
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>Size in bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Copies a hash from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<Hash256>(bytes);
    }

    /// <summary>The 32 bytes in wire order, viewed in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in this));

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>Reads <c>0x</c> and 64 hex digits of either case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Hash256 Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Hex.ParseFixed(text, bytes);
        return new Hash256(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary><c>0x</c> and 64 lower-case hex digits.</summary>
    public override string ToString() => Hex.ToText(Bytes);

    /// <summary>Byte-wise equality.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Byte-wise inequality.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);
}
