using System.Reflection;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Chain;

/// <summary>The profiles that come with the library, and those that are read from files.</summary>
public static class ChainProfiles
{
    private const string ResourcePrefix = "profiles/";

    private static readonly Lazy<List<ChainProfile>> s_all = new(LoadAll);

    /// <summary>All profiles that come with the library, by name.</summary>
    public static IReadOnlyList<ChainProfile> All => s_all.Value;

    /// <summary>The profile of a chain that keeps to the rules of Ethereum and is not known here.</summary>
    public static ChainProfile Generic => Find("generic")!;

    /// <summary>The profile of a chain: that of its id, or <see cref="Generic"/>.</summary>
    public static ChainProfile Of(ulong chainId)
    {
        foreach (ChainProfile profile in All)
        {
            foreach (ulong id in profile.ChainIds)
            {
                if (id == chainId) return profile;
            }
        }

        return Generic;
    }

    /// <summary>The profile of that name that comes with the library, or null.</summary>
    public static ChainProfile? Find(string name)
    {
        foreach (ChainProfile profile in All)
        {
            if (profile.Name == name) return profile;
        }

        return null;
    }

    /// <summary>The profile that comes with the library under this name, or the one in this file.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: there is none, or the file cannot be read or used.</exception>
    public static ChainProfile Load(string nameOrFile)
    {
        if (Find(nameOrFile) is ChainProfile known) return known;
        if (!File.Exists(nameOrFile))
        {
            var names = new List<string>();
            foreach (ChainProfile profile in All) names.Add(profile.Name);
            throw Unusable($"There is no profile '{nameOrFile}', and no file of that name. Profiles: {string.Join(", ", names)}.");
        }

        try
        {
            using FileStream file = File.OpenRead(nameOrFile);
            return Read(file, nameOrFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The profile {nameOrFile} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads and checks a profile.</summary>
    internal static ChainProfile Read(Stream json, string source)
    {
        ChainProfile profile;
        try
        {
            profile = JsonSerializer.Deserialize(json, ChainProfileJson.Default.ChainProfile) ?? throw new JsonException("null is not a profile");
        }
        catch (JsonException e)
        {
            throw Unusable($"The profile {source} cannot be used: {e.Message} docs/verification.md says what a profile holds.", e);
        }

        RequireList(profile.ChainIds, "chainIds", source);
        RequireNoNull(profile.HeaderFields, "headerFields", source);
        RequireNoNull(profile.OtherBlockFields, "otherBlockFields", source);
        RequireNoNull(profile.OtherTransactionFields, "otherTransactionFields", source);
        RequireNoNull(profile.OtherReceiptFields, "otherReceiptFields", source);
        RequireNoNull(profile.LenientCases, "lenientCases", source);
        RequireChecks(profile.LenientChecks, "lenientChecks", source);
        foreach (LenientCase rule in profile.LenientCases)
        {
            RequireList(rule.TransactionTypes, "transactionTypes", source);
            RequireChecks(rule.Checks, "lenientCases' checks", source);
            if (rule.Checks.Count == 0 || !rule.HasCondition)
                throw Unusable($"The profile {source} has a lenient case without checks or without a condition: give transactionTypes, unsigned or genesis, or name the checks in lenientChecks.");
        }

        if (profile.HeaderFields.Count > HeaderExtras.Length)
            throw Unusable($"The profile {source} adds {profile.HeaderFields.Count} header fields; {HeaderExtras.Length} are the most.");
        return profile;
    }

    /// <summary>The deserializer takes null for a list, whatever the property says.</summary>
    private static void RequireList<T>(IReadOnlyList<T>? items, string name, string source)
    {
        if (items is null) throw Unusable($"The profile {source} has null for its {name}: give a list, or leave it out.");
    }

    /// <summary>The deserializer looks at the type of a list, not of its items.</summary>
    private static void RequireNoNull<T>(IReadOnlyList<T> items, string name, string source)
        where T : class
    {
        RequireList(items, name, source);
        foreach (T? item in items)
        {
            if (item is null) throw Unusable($"The profile {source} has null among its {name}.");
        }
    }

    private static void RequireChecks(IReadOnlyList<string> names, string property, string source)
    {
        RequireNoNull(names, property, source);
        foreach (string name in names)
        {
            if (!BlockCheckNames.TryParse(name, out BlockCheck check))
                throw Unusable($"The profile {source} names the check '{name}', which does not exist. Checks: {string.Join(", ", BlockCheckNames.All)}.");
            if (CheckSet.Required.Contains(check))
                throw Unusable($"The profile {source} names the check '{name}', without which a block is not whole, or not the one that was asked for.");
        }
    }

    private static List<ChainProfile> LoadAll()
    {
        var profiles = new List<ChainProfile>();
        Assembly assembly = typeof(ChainProfiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(ResourcePrefix, StringComparison.Ordinal)) continue;
            using Stream json = assembly.GetManifestResourceStream(name)!;
            profiles.Add(Read(json, name));
        }

        profiles.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        return profiles;
    }

    private static ChainSyncException Unusable(string message, Exception? cause = null) => new(ChainSyncError.Configuration, message, cause);
}
