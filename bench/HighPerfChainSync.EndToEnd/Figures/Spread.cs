using System.Globalization;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>One figure in all rounds: the median, and between which values the rounds lie.</summary>
/// <param name="Median">Of the rounds.</param>
/// <param name="Least">Of the rounds.</param>
/// <param name="Most">Of the rounds.</param>
/// <param name="Rounds">Each round, in order.</param>
internal sealed record Spread(double Median, double Least, double Most, IReadOnlyList<double> Rounds)
{
    /// <summary>Null when no round has the figure.</summary>
    public static Spread? Of(IEnumerable<double?> rounds)
    {
        double[] values = [.. rounds.OfType<double>().Where(double.IsFinite)];
        return values.Length == 0 ? null : new Spread(Statistic.Median(values), values.Min(), values.Max(), values);
    }

    /// <summary><c>median (least–most)</c>; one round has no spread.</summary>
    public string ToText(string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return Rounds.Count == 1 ? Number(Median) : $"{Number(Median)} ({Number(Least)}–{Number(Most)})";
    }
}
