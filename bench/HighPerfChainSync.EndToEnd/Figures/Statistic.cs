namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Middles and tails of measured values.</summary>
internal static class Statistic
{
    /// <summary>The value that half of the values lie below: of an even number, the mean of the two in the middle; not a number when there are none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The smallest value that at least this part of the values does not exceed; not a number when there are none.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="percent">Above 0 and at most 100.</param>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(sorted.Length * percent / 100) - 1];
    }
}
