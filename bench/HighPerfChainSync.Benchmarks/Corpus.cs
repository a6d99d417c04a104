using System.Globalization;

namespace HighPerfChainSync.Benchmarks;

/// <summary>What is measured: four recorded mainnet blocks where there are any beside the repository, else generated ones of their shape.</summary>
/// <remarks>The recordings are looked for in <c>CHAINSYNC_SHARED</c>, or in a directory <c>shared</c> beside a parent of the program.</remarks>
public static class Corpus
{
    private static readonly int[] s_heights = [17_000_000, 17_686_112, 18_000_000, 19_426_587];

    /// <summary>The blocks.</summary>
    public static IReadOnlyList<BenchmarkBlock> Load()
    {
        if (FindRecordings() is { } root)
        {
            List<BenchmarkBlock> recorded = LoadRecordings(root);
            if (recorded.Count == s_heights.Length) return recorded;
        }

        return [GeneratedBlock.Make(seed: 1), GeneratedBlock.Make(seed: 2), GeneratedBlock.Make(seed: 3), GeneratedBlock.Make(seed: 4)];
    }

    private static List<BenchmarkBlock> LoadRecordings(string root)
    {
        var blocks = new List<BenchmarkBlock>();
        foreach (int height in s_heights)
        {
            string name = height.ToString(CultureInfo.InvariantCulture);
            string[] found = Directory.GetFiles(root, name + ".block.json", SearchOption.AllDirectories);
            string? block = Array.Find(found, path =>
                path.Contains("ethereum" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && !path.Contains("negative", StringComparison.Ordinal)
                && File.Exists(ReceiptsOf(path)));
            if (block is not null)
                blocks.Add(new BenchmarkBlock(name, File.ReadAllBytes(block), File.ReadAllBytes(ReceiptsOf(block))));
        }

        return blocks;
    }

    private static string ReceiptsOf(string block) => block.Replace(".block.json", ".receipts.json", StringComparison.Ordinal);

    /// <summary>The folder with the recorded blocks, or null.</summary>
    public static string? FindRecordings()
    {
        if (Environment.GetEnvironmentVariable("CHAINSYNC_SHARED") is { Length: > 0 } configured)
        {
            string data = Path.Combine(configured, "chain-data");
            return Directory.Exists(data) ? data : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "chain-data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
