using System.Buffers.Binary;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and every version of .NET.</summary>
internal struct DeterministicRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one thing of a chain, for example one block, independent of all others.</summary>
    internal static DeterministicRandom For(ulong seed, ulong what, ulong number)
    {
        var mixed = new DeterministicRandom(seed ^ (what * 0xD1342543DE82EF95));
        var numbered = new DeterministicRandom(mixed.Next() ^ number);
        return new DeterministicRandom(numbered.Next());
    }

    /// <summary>64 random bits.</summary>
    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number below <paramref name="bound"/>, which is above 0.</summary>
    internal ulong Below(ulong bound) => Math.BigMul(Next(), bound, out _);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    internal ulong Between(ulong low, ulong high) => low + Below(high - low + 1);

    /// <summary>True in so many of a thousand cases.</summary>
    internal bool Permille(int chance) => Below(1000) < (ulong)chance;

    /// <summary>Fills a span with random bytes.</summary>
    internal void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            int count = Math.Min(word.Length, bytes.Length);
            word[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }

    /// <summary>32 random bytes.</summary>
    internal Hash256 NextHash()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        Fill(bytes);
        return new Hash256(bytes);
    }

    /// <summary>20 random bytes.</summary>
    internal Address NextAddress()
    {
        Span<byte> bytes = stackalloc byte[Address.Length];
        Fill(bytes);
        return new Address(bytes);
    }
}
