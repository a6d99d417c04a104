using System.Text.Json;

namespace HighPerfChainSync.Verification;

/// <summary>The names of <see cref="BlockCheck"/> in logs, metrics, options and profiles, for example <c>receipts-root</c>.</summary>
public static class BlockCheckNames
{
    private static readonly string[] s_names = Array.ConvertAll(
        Enum.GetNames<BlockCheck>(), static name => JsonNamingPolicy.KebabCaseLower.ConvertName(name));

    /// <summary>Number of checks.</summary>
    public static int Count => s_names.Length;

    /// <summary>All names, in the order of <see cref="BlockCheck"/>.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The name of a check.</summary>
    public static string Of(BlockCheck check) => s_names[(int)check];

    /// <summary>Finds a check by its name.</summary>
    public static bool TryParse(string name, out BlockCheck check)
    {
        int index = Array.IndexOf(s_names, name);
        check = (BlockCheck)Math.Max(index, 0);
        return index >= 0;
    }
}
