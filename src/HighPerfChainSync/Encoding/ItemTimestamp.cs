using System.Buffers.Text;

namespace HighPerfChainSync.Encoding;

/// <summary>A block's time as text in UTC: <c>2023-05-02T12:19:59Z</c>.</summary>
internal static class ItemTimestamp
{
    /// <summary>Length of the text, bytes.</summary>
    public const int Length = 20;

    /// <summary>9999-12-31T23:59:59Z, Unix seconds: the last time that four digits of a year can say.</summary>
    public const ulong MaxUnixSeconds = 253_402_300_799;

    private const long TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>Writes the text.</summary>
    /// <returns>False, and nothing written, for a time after the year 9999: such a record has no <c>item_timestamp</c>.</returns>
    public static bool TryFormat(ulong unixSeconds, Span<byte> destination)
    {
        if (unixSeconds > MaxUnixSeconds) return false;
        var time = new DateTime(DateTime.UnixEpoch.Ticks + ((long)unixSeconds * TicksPerSecond), DateTimeKind.Utc);
        Put(time.Year, 4, destination);
        destination[4] = (byte)'-';
        Put(time.Month, 2, destination[5..]);
        destination[7] = (byte)'-';
        Put(time.Day, 2, destination[8..]);
        destination[10] = (byte)'T';
        Put(time.Hour, 2, destination[11..]);
        destination[13] = (byte)':';
        Put(time.Minute, 2, destination[14..]);
        destination[16] = (byte)':';
        Put(time.Second, 2, destination[17..]);
        destination[19] = (byte)'Z';
        return true;
    }

    private static void Put(int value, byte digits, Span<byte> destination) =>
        Utf8Formatter.TryFormat(value, destination, out _, new('D', digits));
}
