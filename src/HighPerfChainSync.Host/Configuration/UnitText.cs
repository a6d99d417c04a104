using System.Globalization;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads sizes and times as people write them.</summary>
internal static class UnitText
{
    private static readonly (string Suffix, long Factor)[] s_sizes =
    [
        ("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30),
        ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("B", 1),
    ];

    private static readonly (string Suffix, double Seconds)[] s_times = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a size in bytes: <c>96MB</c>, <c>1GB</c>, <c>1048576</c>. Units are powers of 1024.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static long ParseSize(string text)
    {
        string digits = text;
        long factor = 1;
        foreach ((string suffix, long value) in s_sizes)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            digits = text[..^suffix.Length].TrimEnd();
            factor = value;
            break;
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= long.MaxValue / factor
                ? number * factor
                : throw new FormatException($"'{text}' is not a size: use a number with KB, MB or GB.");
    }

    /// <summary>Reads a time: <c>30s</c>, <c>500ms</c>, <c>2m</c>; a bare number is seconds.</summary>
    /// <exception cref="FormatException">The text is none, or the time is not from 1 ms to 24 h.</exception>
    public static TimeSpan ParseTime(string text)
    {
        string digits = text;
        double unit = 1;
        foreach ((string suffix, double seconds) in s_times)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            digits = text[..^suffix.Length].TrimEnd();
            unit = seconds;
            break;
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * unit is >= 0.001 and <= 86_400
                ? TimeSpan.FromSeconds(number * unit)
                : throw new FormatException($"'{text}' is not a time from 1ms to 24h: use a number with ms, s, m or h.");
    }
}
