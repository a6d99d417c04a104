namespace HighPerfChainSync.Verification;

/// <summary>The names of <see cref="VerificationLevel"/> in options and records: <c>none</c>, <c>structure</c>, <c>roots</c>, <c>senders</c>.</summary>
public static class VerificationLevelNames
{
    private static readonly string[] s_names = Array.ConvertAll(Enum.GetNames<VerificationLevel>(), static name => name.ToLowerInvariant());

    /// <summary>All names, in the order of <see cref="VerificationLevel"/>.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The name of a level.</summary>
    public static string Of(VerificationLevel level) => s_names[(int)level];
}
