using System.Globalization;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Host;

/// <summary>What the documents say about options, keys and exit codes is what the program has.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/configuration.md")]
    public void Every_option_is_in_the_table(string file)
    {
        string[] rows = Rows(file);

        Assert.All(SyncOptions.All, option => Assert.Contains(rows, row => row.Contains($"`{option.Name}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_key_is_in_the_table()
    {
        string[] rows = Rows("docs/configuration.md");

        Assert.All(SyncOptions.All, option => Assert.Contains(rows, row => row.StartsWith($"| `{option.Key.TrimStart(':')}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_exit_code_is_in_the_readme()
    {
        string[] rows = Rows("README.md");

        Assert.All(ExitCodes.Table, entry => Assert.Contains(
            rows, row => row.Split('|')[1].Contains(entry.Code.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_readme_opens_with_the_two_commands()
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Require(), "README.md"));

        Assert.Equal("dotnet run -c Release --project src/HighPerfChainSync.Host -- demo", lines[3]);
        Assert.Equal("dotnet test", lines[4]);
    }

    private static string[] Rows(string file) =>
        [.. File.ReadAllLines(Path.Combine(RepositoryRoot.Require(), file)).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];
}
