using System.Text.RegularExpressions;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Repository;

/// <summary>The house rules that a compiler does not check.</summary>
public sealed partial class RepositoryRulesTests
{
    private const int MaxLines = 500;

    [Fact]
    public void No_source_file_is_longer_than_the_limit()
    {
        foreach (string file in SourceFiles())
        {
            int lines = File.ReadLines(file).Count();
            Assert.True(lines <= MaxLines, $"{file} has {lines} lines; split it by idea ({MaxLines} is the limit).");
        }
    }

    [Fact]
    public void A_library_file_holds_one_public_type()
    {
        foreach (string file in SourceFiles().Where(f => f.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            int types = File.ReadLines(file).Count(line => PublicType().IsMatch(line));
            Assert.True(types <= 1, $"{file} declares {types} public types at the top level; give each its own file.");
        }
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        string source = Path.Combine(RepositoryRoot.Require(), "src", "HighPerfChainSync");
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(IsSource))
        {
            string folder = Path.GetRelativePath(source, Path.GetDirectoryName(file)!);
            string expected = folder == "." ? "HighPerfChainSync" : "HighPerfChainSync." + folder.Replace(Path.DirectorySeparatorChar, '.');
            string? declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            bool extension = declared == "namespace Microsoft.Extensions.DependencyInjection;";
            Assert.True(declared == $"namespace {expected};" || extension, $"{file} declares '{declared}', not namespace {expected}.");
        }
    }

    private static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "tools", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Require(), folder), "*.cs", SearchOption.AllDirectories))
            .Where(IsSource);

    private static bool IsSource(string file)
    {
        string[] parts = file.Split(Path.DirectorySeparatorChar);
        return !parts.Contains("obj") && !parts.Contains("bin") && !parts.Contains("node_modules");
    }

    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|record(?: struct| class)?|interface|enum|delegate) ")]
    private static partial Regex PublicType();
}
