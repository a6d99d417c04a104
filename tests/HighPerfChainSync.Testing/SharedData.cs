using Xunit;

namespace HighPerfChainSync.Testing;

/// <summary>Finds the data that lies beside the repository and is not part of it. Tests that need it are skipped where it is missing.</summary>
public static class SharedData
{
    private const string RootVariable = "CHAINSYNC_SHARED";

    /// <summary>The directory, or null when there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Recorded node answers, or null.</summary>
    public static string? ChainData => Existing("chain-data");

    /// <summary>An Apache Kafka distribution, or null.</summary>
    public static string? Kafka => Existing("kafka");

    /// <summary>Recorded node answers; skips the test when there are none.</summary>
    public static string RequireChainData() => Require(ChainData, "recorded node answers");

    /// <summary>An Apache Kafka distribution; skips the test when there is none.</summary>
    public static string RequireKafka() => Require(Kafka, "an Apache Kafka");

    /// <summary>All recorded blocks, with the receipts where those are there, in the order of their paths; skips the test when there are none.</summary>
    public static IReadOnlyList<RecordedBlock> RequireBlocks()
    {
        string root = RequireChainData();
        var blocks = new List<RecordedBlock>();
        foreach (string path in Directory.EnumerateFiles(root, "*.block.json", SearchOption.AllDirectories))
        {
            string receipts = path.Replace(".block.json", ".receipts.json", StringComparison.Ordinal);
            string name = Path.GetRelativePath(root, path).Replace('\\', '/');
            blocks.Add(new RecordedBlock(name, path, File.Exists(receipts) ? receipts : null));
        }

        blocks.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        return blocks;
    }

    private static string Require(string? path, string what)
    {
        Assert.SkipWhen(path is null, $"Needs {what}: a directory 'shared' beside a parent of the tests, or {RootVariable} pointing to it.");
        return path!;
    }

    private static string? Existing(string name)
    {
        if (Root is null) return null;
        string path = Path.Combine(Root, name);
        return Directory.Exists(path) ? path : null;
    }

    private static string? FindRoot()
    {
        string? configured = Environment.GetEnvironmentVariable(RootVariable);
        if (!string.IsNullOrEmpty(configured)) return configured;
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string candidate = Path.Combine(directory.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "chain-data"))) return candidate;
        }

        return null;
    }
}
