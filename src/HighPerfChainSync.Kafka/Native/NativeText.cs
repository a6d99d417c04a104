using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>Text that librdkafka hands out.</summary>
internal static class NativeText
{
    /// <summary>A string that librdkafka owns.</summary>
    public static string Read(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    /// <summary>A buffer that it has written a string into.</summary>
    public static string Read(ReadOnlySpan<byte> buffer)
    {
        int end = buffer.IndexOf((byte)0);
        return TextEncoding.UTF8.GetString(end < 0 ? buffer : buffer[..end]);
    }

    /// <summary>The words for a code.</summary>
    public static string OfCode(int code) => Read(LibRdKafka.ErrorText(code));
}
