using System.Globalization;

namespace HighPerfChainSync.EndToEnd;

/// <summary>What the levels of verification keep of the rate of the first one that was named, sink by sink.</summary>
internal static class LevelComparison
{
    /// <summary>Prints a table: the medians of all rounds.</summary>
    public static void Print(IReadOnlyList<SteadyState> results)
    {
        Console.WriteLine();
        Console.WriteLine("| sink and level | blocks/s, median | of the first level | host ms/block, median | more than the first level |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (IGrouping<string, SteadyState> sink in results.GroupBy(result => result.Sink.Split(',')[0]))
        {
            (double Rate, double Cpu)? first = null;
            foreach (IGrouping<string, SteadyState> level in sink.GroupBy(result => result.Sink))
            {
                double rate = Median(level.Select(result => result.BlocksPerSecond));
                double cpu = Median(level.Select(result => result.HostMsPerBlock));
                first ??= (rate, cpu);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {level.Key} | {rate:0} | {rate / first.Value.Rate:P0} | {cpu:0.00} | {cpu - first.Value.Cpu:0.00} |"));
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
