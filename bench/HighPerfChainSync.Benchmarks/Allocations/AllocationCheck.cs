using System.Text.Json;

namespace HighPerfChainSync.Benchmarks.Allocations;

/// <summary>Holds every benchmark to <c>expected-allocations.json</c>: bytes an operation, or null for what is only there to be compared with.</summary>
internal static class AllocationCheck
{
    private const string FileName = "expected-allocations.json";

    /// <summary>Measures all benchmarks and prints those that allocate more than is expected.</summary>
    /// <returns>The exit code: 0 when all is as expected.</returns>
    public static int Run()
    {
        Dictionary<string, long?> expected = JsonSerializer.Deserialize<Dictionary<string, long?>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, FileName)))!;
        ILookup<string, BenchmarkCase> cases = BenchmarkCase.In(typeof(AllocationCheck).Assembly).ToLookup(static benchmark => benchmark.Name);
        var problems = new List<string>();
        int held = 0;
        foreach (string name in cases.Select(static group => group.Key).Except(expected.Keys))
            problems.Add($"{name} is not in {FileName}: say how many bytes an operation may allocate, or null for a baseline");
        foreach ((string name, long? limit) in expected)
        {
            if (!cases.Contains(name)) problems.Add($"{name} is in {FileName}, but there is no such benchmark");
            if (limit is null) continue;
            foreach (BenchmarkCase benchmark in cases[name])
            {
                double bytes = AllocationMeter.Measure(benchmark);
                held++;
                // What is allocated once for many operations is not counted.
                if (Math.Floor(bytes) > limit) problems.Add($"{name} ({benchmark.Values}) allocates {bytes:0.##} bytes an operation, and {limit} are expected");
            }
        }

        foreach (string problem in problems) Console.WriteLine(problem);
        Console.WriteLine($"{held} measurements against {FileName}: {(problems.Count == 0 ? "all as expected" : $"{problems.Count} are not")}.");
        return problems.Count == 0 ? 0 : 1;
    }
}
