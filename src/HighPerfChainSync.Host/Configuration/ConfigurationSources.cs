using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Where settings come from: a file, then the environment, then the command line; the last one wins.</summary>
internal static class ConfigurationSources
{
    private const string EnvironmentPrefix = "CHAINSYNC_";
    private const string DefaultFile = "appsettings.json";

    /// <summary>Adds all sources.</summary>
    /// <param name="configuration">Receives them.</param>
    /// <param name="file">A JSON file that must exist, or null for <c>appsettings.json</c> in the working directory, which need not.</param>
    /// <param name="commandLine">Keys that the command line sets.</param>
    /// <exception cref="ChainSyncException">The file is missing or is not JSON.</exception>
    public static void Add(
        IConfigurationBuilder configuration, string? file, IReadOnlyList<KeyValuePair<string, string?>> commandLine)
    {
        string path = Path.GetFullPath(file ?? DefaultFile);
        if (file is not null && !File.Exists(path))
            throw new ChainSyncException(ChainSyncError.Configuration, $"--config: there is no file '{file}'.");
        try
        {
            configuration.AddJsonFile(path, optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException error)
        {
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                $"the configuration file '{path}' is not JSON. {error.GetBaseException().Message}",
                error);
        }

        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        configuration.AddInMemoryCollection(commandLine);
    }
}
