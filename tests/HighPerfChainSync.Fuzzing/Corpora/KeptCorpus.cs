using System.Reflection;

namespace HighPerfChainSync.Fuzzing.Corpora;

/// <summary>Inputs that came to something new once, or that broke a rule: they are read again by every test run.</summary>
/// <remarks>One text file a target, one input a line: name, tabulator, base64. All of them are made of the project's own data.</remarks>
internal static class KeptCorpus
{
    /// <summary>The inputs that are kept for a target.</summary>
    public static List<FuzzSeed> Load(string target)
    {
        var seeds = new List<FuzzSeed>();
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("corpus/" + target);
        if (stream is null) return seeds;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0) seeds.Add(new FuzzSeed(line[..tab], Convert.FromBase64String(line[(tab + 1)..])));
        }

        return seeds;
    }

    /// <summary>Adds a line to a file of a corpus.</summary>
    public static void Append(string file, string name, ReadOnlySpan<byte> input) =>
        File.AppendAllText(file, $"{name}\t{Convert.ToBase64String(input)}\n");
}
