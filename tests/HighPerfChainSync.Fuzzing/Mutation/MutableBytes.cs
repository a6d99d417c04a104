namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Bytes that are cut and pasted in place. Keeps its memory.</summary>
internal sealed class MutableBytes
{
    /// <summary>No input grows beyond this.</summary>
    public const int MaxLength = 4 << 20;

    private byte[] _bytes = new byte[64 * 1024];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>They, in place.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>They, until the next change.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Takes other ones.</summary>
    public void Set(ReadOnlySpan<byte> bytes)
    {
        Length = 0;
        Replace(0, 0, bytes);
    }

    /// <summary>Drops what lies behind a length.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Puts bytes, which are not part of these, in the place of others. Does nothing where the result would be too long.</summary>
    public void Replace(int start, int length, ReadOnlySpan<byte> with)
    {
        int larger = Length - length + with.Length;
        if (larger > MaxLength) return;
        if (larger > _bytes.Length) Array.Resize(ref _bytes, Math.Max(larger, _bytes.Length * 2));
        _bytes.AsSpan(start + length, Length - start - length).CopyTo(_bytes.AsSpan(start + with.Length));
        with.CopyTo(_bytes.AsSpan(start));
        Length = larger;
    }
}
