using System.Buffers;
using System.Text.Json;

namespace HighPerfChainSync.Rpc;

/// <summary>Turns what a node wrote into text that is safe to log: bounded, on one line.</summary>
internal static class NodeText
{
    /// <summary>Characters that are kept.</summary>
    public const int MaxLength = 500;

    private const int MaxBytes = 2048;

    /// <summary>The value of a JSON string; the reader is on it.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length <= MaxBytes)
        {
            try
            {
                return Clean(buffer[..reader.CopyString(buffer)]);
            }
            catch (InvalidOperationException)
            {
                // Escaped halves of surrogate pairs have no UTF-8 form: the escapes themselves are shown.
            }
        }

        return reader.HasValueSequence ? Clean(reader.ValueSequence) : Clean(reader.ValueSpan);
    }

    /// <summary>The beginning of some bytes.</summary>
    public static string Clean(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        int length = (int)Math.Min(bytes.Length, MaxBytes);
        bytes.Slice(0, length).CopyTo(buffer);
        return Clean(buffer[..length]);
    }

    /// <summary>The beginning of some bytes.</summary>
    public static string Clean(ReadOnlySpan<byte> bytes) =>
        Clean(TextEncoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxBytes)]));

    /// <summary>The beginning of a text.</summary>
    public static string Clean(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        bool cut = trimmed.Length > MaxLength;
        Span<char> clean = stackalloc char[MaxLength];
        int length = Math.Min(trimmed.Length, MaxLength);
        for (int i = 0; i < length; i++)
            clean[i] = char.IsControl(trimmed[i]) || trimmed[i] is '\u2028' or '\u2029' ? ' ' : trimmed[i];
        return cut ? string.Concat(clean[..(MaxLength - 1)], "…") : new string(clean[..length]);
    }
}
