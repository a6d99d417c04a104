using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class ConfigurationSourcesTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Options_win_over_the_environment_and_the_environment_over_the_file()
    {
        File.WriteAllText(_file, """{"Streams":[{"Rpc":{"Url":"http://file","Batch":1,"Timeout":"5s"}}]}""");
        // Keys of their own, so that nothing else in this process reads them.
        string key = "CHAINSYNC_Streams__0__Rpc__Batch";
        Environment.SetEnvironmentVariable(key, "2");
        try
        {
            IConfigurationRoot configuration = Build(_file, new KeyValuePair<string, string?>("Streams:0:Rpc:Url", "http://option"));

            Assert.Equal("http://option", configuration["Streams:0:Rpc:Url"]);
            Assert.Equal("2", configuration["Streams:0:Rpc:Batch"]);
            Assert.Equal("5s", configuration["Streams:0:Rpc:Timeout"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(key, null);
        }
    }

    [Fact]
    public void A_missing_file_is_refused_when_it_was_asked_for()
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Build(_file));

        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_refused_with_its_place()
    {
        File.WriteAllText(_file, "{\n \"Streams\": [ oops ]\n}");

        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Build(_file));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", error.Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Build(string file, params KeyValuePair<string, string?>[] keys)
    {
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(configuration, file, keys);
        return new ConfigurationBuilder().AddConfiguration(configuration).Build();
    }
}
