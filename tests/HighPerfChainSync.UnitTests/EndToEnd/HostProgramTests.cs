using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.UnitTests.Sinks;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class HostProgramTests
{
    private static readonly string s_built = Path.Combine(AppContext.BaseDirectory, "chainsync.dll");

    [Fact]
    public async Task A_host_that_is_named_is_taken_as_it_is()
    {
        using HostProgram host = await HostProgram.GetAsync(s_built, TestContext.Current.CancellationToken);

        Assert.Equal(s_built, host.Path);
        Assert.Equal(new MeasuredHost(HostOrigin.Given, IsCompiledAhead: false), host.Identity);
        Assert.Equal("the one that --host names, not compiled ahead of time", host.Identity.Description);
    }

    [Fact]
    public async Task What_the_framework_ships_is_seen_to_be_compiled_ahead()
    {
        using var folder = new TemporaryDirectory();
        File.Copy(typeof(object).Assembly.Location, Path.Combine(folder.Path, "chainsync.dll"));

        using HostProgram host = await HostProgram.GetAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.True(host.Identity.IsCompiledAhead);
    }

    [Fact]
    public void An_executable_comes_before_its_assembly()
    {
        using var folder = new TemporaryDirectory();
        string executable = Path.Combine(folder.Path, OperatingSystem.IsWindows() ? "chainsync.exe" : "chainsync");
        string assembly = Path.Combine(folder.Path, "chainsync.dll");

        Assert.Null(HostProgram.Find(folder.Path));
        File.WriteAllText(assembly, "");
        Assert.Equal(assembly, HostProgram.Find(folder.Path));
        File.WriteAllText(executable, "");
        Assert.Equal(executable, HostProgram.Find(folder.Path));
        Assert.Equal(assembly, HostProgram.Find(assembly));
    }

    [Fact]
    public async Task Where_nothing_can_be_published_the_build_output_is_taken_and_that_is_said()
    {
        using HostProgram host = await HostProgram.PublishAsync(Path.Combine(AppContext.BaseDirectory, "no-project"), TestContext.Current.CancellationToken);

        Assert.Equal(s_built, host.Path);
        Assert.Equal(HostOrigin.BuildOutput, host.Identity.Origin);
        Assert.StartsWith("the build output, which is not what is published, not compiled ahead of time, since there is no folder ", host.Identity.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/b.csproj : error NU1101: Unable to find package x. No packages exist. [/a/c.sln]\n", "NU1101: Unable to find package x. No packages exist.")]
    [InlineData("b.cs(1,2): warning CS1: no.\r\nb.cs(3,4): error CS1002: ; expected [/a/b.csproj]\r\nb.cs(5,6): error CS9: later\r\n", "CS1002: ; expected")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.\nSwitch: x\n", "MSB1009: Project file does not exist.")]
    [InlineData("The command could not be loaded, possibly because:\n  * SDK command:\n      No .NET SDKs were found.\n", "No .NET SDKs were found.")]
    [InlineData("\n  something else  \nmore\n", "something else")]
    [InlineData("\n", "exit code 7")]
    public void Why_it_failed_is_said_in_one_line(string said, string reason) => Assert.Equal(reason, HostPublisher.Reason(said, 7));
}
