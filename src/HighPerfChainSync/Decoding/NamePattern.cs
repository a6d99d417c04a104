using System.Runtime.Intrinsics;

namespace HighPerfChainSync.Decoding;

/// <summary>The name of a field as compact JSON has it within an object: a comma, the name in quotes, a colon.</summary>
/// <param name="Text">The bytes, with zeros behind them.</param>
/// <param name="Mask">A bit for each byte that counts; all bits where the name is too long, so that nothing is like it.</param>
/// <param name="Length">Bytes that count.</param>
internal readonly record struct NamePattern(Vector256<byte> Text, uint Mask, int Length)
{
    /// <summary>Bytes that are compared at once.</summary>
    public const int Width = 32;

    /// <summary>The pattern of a name.</summary>
    public static NamePattern Of(ReadOnlySpan<byte> name)
    {
        int length = name.Length + 4;
        // No 32 bytes of JSON are all zero, so this one never fits.
        if (length > Width) return new NamePattern(Vector256<byte>.Zero, uint.MaxValue, Width);
        Span<byte> text = stackalloc byte[Width];
        text.Clear();
        text[0] = (byte)',';
        text[1] = (byte)'"';
        name.CopyTo(text[2..]);
        text[length - 2] = (byte)'"';
        text[length - 1] = (byte)':';
        return new NamePattern(Vector256.Create<byte>(text), (uint)((1UL << length) - 1), length);
    }
}
