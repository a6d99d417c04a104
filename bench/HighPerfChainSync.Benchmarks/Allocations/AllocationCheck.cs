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
        var problems = new List<string>();
        var seen = new HashSet<string>();
        int held = 0;
        foreach (BenchmarkCase benchmark in BenchmarkCase.In(typeof(AllocationCheck).Assembly))
        {
            seen.Add(benchmark.Name);
            if (!expected.TryGetValue(benchmark.Name, out long? limit))
            {
                expected.Add(benchmark.Name, null);
                problems.Add($"{benchmark.Name} is not in {FileName}: say how many bytes an operation may allocate, or null for a baseline");
                continue;
            }

            if (limit is null) continue;
            double bytes = AllocationMeter.Measure(benchmark);
            held++;
            // What is allocated once for many operations is not counted.
            if (Math.Floor(bytes) > limit) problems.Add($"{benchmark.Name} ({benchmark.Values}) allocates {bytes:0.##} bytes an operation, and {limit} are expected");
        }

        foreach (string name in expected.Keys.Where(name => !seen.Contains(name)))
            problems.Add($"{name} is in {FileName}, but there is no such benchmark");
        foreach (string problem in problems) Console.WriteLine(problem);
        Console.WriteLine($"{held} measurements against {FileName}: {(problems.Count == 0 ? "all as expected" : $"{problems.Count} are not")}.");
        return problems.Count == 0 ? 0 : 1;
    }
}
