using System.Globalization;

namespace HighPerfChainSync.EndToEnd.Reports;

/// <summary>Prints rows as they are taken over into the results.</summary>
internal static class MarkdownTable
{
    /// <summary>Prints the head; all columns but the first hold numbers.</summary>
    public static void Head(params string[] columns) => Head(Console.Out, columns);

    /// <summary>Prints the head; all columns but the first hold numbers.</summary>
    public static void Head(TextWriter output, params string[] columns)
    {
        output.WriteLine($"| {string.Join(" | ", columns)} |");
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", columns.Length - 1))}");
    }

    /// <summary>Prints a row.</summary>
    public static void Row(params string[] cells) => Row(Console.Out, cells);

    /// <summary>Prints a row.</summary>
    public static void Row(TextWriter output, params string[] cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>A number as it is printed; a dash when there is none.</summary>
    public static string Number(double? number, string format) =>
        number is { } value && double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";
}
