using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>Finds the recorded mainnet blocks, which lie beside the repository where they are there at all.</summary>
internal static class ChainDataFolder
{
    /// <summary>The environment variable that names the folder above.</summary>
    internal const string Variable = "CHAINSYNC_SHARED";

    private const string Name = "chain-data";

    /// <summary>The folder: as named, or below the variable, or in <c>shared</c> beside the working directory or one above it.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: there is none.</exception>
    internal static string Find(string? named)
    {
        if (named is not null) return named;
        string? shared = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(shared)) return Path.Combine(shared, Name);
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", Name);
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new ChainSyncException(
            ChainSyncError.Configuration,
            $"There are no recorded blocks to build the W-chain from: name their folder with --chain-data, or the one above it in {Variable}.");
    }
}
