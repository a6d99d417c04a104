using System.Text.RegularExpressions;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.Testing.Processes;

namespace HighPerfChainSync.IntegrationTests.EndToEnd;

/// <summary>Publishing with the real SDK, of a project that needs no packages and no time.</summary>
public sealed class HostPublishingTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>chainsync</AssemblyName>
          </PropertyGroup>
        </Project>
        """;

    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("chainsync-test-");

    [Fact]
    public async Task What_was_published_runs_and_is_gone_afterwards()
    {
        Write("""System.Console.WriteLine("published: " + args[0]);""");
        string path;
        using (HostProgram host = await HostProgram.PublishAsync(_project.FullName, TestContext.Current.CancellationToken))
        {
            Assert.Equal(new MeasuredHost(HostOrigin.Published, IsCompiledAhead: false), host.Identity);
            path = host.Path;
            await using ChildProcess process = ChildProcess.Start(path, ["now"], new Regex("published: .*"));
            Assert.Equal("published: now", (await process.WaitForAnnouncementAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Value);
            await process.WaitForSuccessAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task What_cannot_be_published_is_said_in_one_line_and_the_build_output_is_taken()
    {
        Write("this is no program");

        using HostProgram host = await HostProgram.PublishAsync(_project.FullName, TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "chainsync.dll"), host.Path);
        Assert.Equal(HostOrigin.BuildOutput, host.Identity.Origin);
        Assert.Matches(@"^dotnet publish failed: CS[0-9]+: [^\r\n]+$", host.Identity.WhyNotPublished);
    }

    public void Dispose() => _project.Delete(recursive: true);

    private void Write(string program)
    {
        File.WriteAllText(Path.Combine(_project.FullName, "chainsync.csproj"), Project);
        File.WriteAllText(Path.Combine(_project.FullName, "Program.cs"), program);
    }
}
