using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Commands;
using HighPerfChainSync.ReplayNode.WrongData;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>docs/verification.md names everything that there is, and says of each fault what the catalogue says.</summary>
public sealed class VerificationDocumentTests
{
    private static readonly string[] s_rows =
        [.. File.ReadAllLines(Path.Combine(RepositoryRoot.Require(), "docs", "verification.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

    [Fact]
    public void Every_level_and_every_check_has_a_row()
    {
        Assert.All(VerificationLevelNames.All, AssertHasRow);
        Assert.All(BlockCheckNames.All, AssertHasRow);
    }

    [Fact]
    public void Every_reason_has_a_row() =>
        Assert.All(Enum.GetValues<UnverifiableReason>(), reason => AssertHasRow(UnverifiableReasonNames.Of(reason)));

    [Fact]
    public void Every_action_is_named() =>
        Assert.All(Enum.GetNames<UnverifiedAction>(), name => Assert.Contains($"`{JsonNamingPolicy.KebabCaseLower.ConvertName(name)}`", Text(), StringComparison.Ordinal));

    [Fact]
    public void Every_profile_has_a_row_with_its_chains()
    {
        Assert.All(ChainProfiles.All, profile =>
        {
            string row = RowOf(profile.Name);
            Assert.All(profile.ChainIds, id => Assert.Matches($@"\b{id}\b", row));
        });
    }

    [Fact]
    public void Every_key_of_a_profile_has_a_row() =>
        Assert.All(typeof(ChainProfile).GetProperties(), property => AssertHasRow(JsonNamingPolicy.CamelCase.ConvertName(property.Name)));

    [Fact]
    public void Every_fault_has_a_row()
    {
        Assert.All(WrongDataCatalogue.All, fault =>
        {
            string row = RowOf(fault.Name);
            Assert.Contains(fault.What, row, StringComparison.Ordinal);
            Assert.All(fault.Checks, check => Assert.Contains($"`{BlockCheckNames.Of(check)}`", row, StringComparison.Ordinal));
            if (fault.Error is { } error) Assert.Contains($"`{error}`", row, StringComparison.Ordinal);
        });
        Assert.All(Enum.GetValues<ReplayFault>(), fault => AssertHasRow(FaultParser.ToName(fault)));
    }

    [Fact]
    public void Every_check_that_judges_a_block_by_itself_is_found_broken_by_some_fault()
    {
        // The parent is another block's matter.
        IEnumerable<BlockCheck> own = Enum.GetValues<BlockCheck>().Where(check => check != BlockCheck.ParentHash);
        Assert.All(own, check => Assert.Contains(WrongDataCatalogue.All, fault => fault.Checks.Contains(check)));
    }

    private static void AssertHasRow(string name) => RowOf(name);

    private static string RowOf(string name) =>
        Array.Find(s_rows, row => row.StartsWith($"| `{name}`", StringComparison.Ordinal))
        ?? throw new Xunit.Sdk.XunitException($"docs/verification.md has no row that begins with `{name}`.");

    private static string Text() => File.ReadAllText(Path.Combine(RepositoryRoot.Require(), "docs", "verification.md"));
}
