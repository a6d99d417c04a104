using System.Globalization;

namespace HighPerfChainSync.Host.Display;

/// <summary>Figures in the words that displays share.</summary>
internal static class ProgressText
{
    private const double Megabyte = 1_000_000;

    /// <summary>One line on how a stream stands.</summary>
    public static string Line(ProgressSnapshot progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Position(progress)} | {Rate(progress.BlocksPerSecond)} blocks/s, {Rate(progress.RecordsPerSecond)} records/s"
        + $" | in {Megabytes(progress.BytesInPerSecond)} MB/s, out {Megabytes(progress.BytesOutPerSecond)} MB/s"
        + $" | under way {UnderWay(progress)} | ETA {Eta(progress.Eta)} | {progress.Activity}");

    /// <summary>Where a stream stands: <c>block 17,000,439 of 17,100,000, head 17,200,000, lag 199,561</c>.</summary>
    public static string Position(ProgressSnapshot progress)
    {
        string text = progress.Committed is ulong committed ? "block " + Number(committed) : "no block yet";
        if (progress.Last is ulong last) text += " of " + Number(last);
        if (progress.Head is ulong head) text += ", head " + Number(head);
        if (progress.Lag is ulong lag) text += ", lag " + Number(lag);
        return text;
    }

    /// <summary>Megabytes under way of those allowed.</summary>
    public static string UnderWay(ProgressSnapshot progress) =>
        $"{Megabytes(progress.BytesUnderWay)}/{Megabytes(progress.BudgetBytes)} MB";

    /// <summary>A height or a count, with thousands marked.</summary>
    public static string Number(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: one decimal below ten.</summary>
    public static string Rate(double value) => value.ToString(value is > 0 and < 10 ? "N1" : "N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in megabytes of a million: one decimal.</summary>
    public static string Megabytes(double bytes) => (bytes / Megabyte).ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>A remaining time in its two largest units, or a dash.</summary>
    public static string Eta(TimeSpan? time) => time switch
    {
        null => "-",
        { TotalDays: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalDays}d{t.Hours:00}h"),
        { TotalHours: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{t.Hours}h{t.Minutes:00}m"),
        { TotalMinutes: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}m{t.Seconds:00}s"),
        { } t => string.Create(CultureInfo.InvariantCulture, $"{t.Seconds}s"),
    };
}
