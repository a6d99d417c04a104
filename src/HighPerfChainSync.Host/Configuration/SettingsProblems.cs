using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.CommandLine;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Collects what is wrong with the settings, so that one start names all of it.</summary>
internal sealed class SettingsProblems
{
    private readonly List<string> _problems = [];

    /// <summary>What is wrong, in the order found.</summary>
    public IReadOnlyList<string> All => _problems;

    /// <summary>Notes a problem under the key, and the option, that it belongs to.</summary>
    public void Add(string key, string problem) => _problems.Add($"{Describe(key)}: {problem}");

    /// <summary>A key as people know it: with the option that sets it.</summary>
    public static string Describe(string key) =>
        (SyncOptions.ForKey(key) ?? ConsumeOptions.ForKey(key) ?? FsckOptions.ForKey(key)) is { } option ? $"{key} ({option.Name})" : key;

    /// <summary>Ends the start when there is a problem.</summary>
    /// <exception cref="ChainSyncException">There is one; the message has one line for each.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                "the settings cannot be used." + Environment.NewLine + "  " + string.Join(Environment.NewLine + "  ", _problems));
    }
}
