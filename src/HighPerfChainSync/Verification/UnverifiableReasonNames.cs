using System.Text.Json;

namespace HighPerfChainSync.Verification;

/// <summary>The names of <see cref="UnverifiableReason"/> in logs and metrics, for example <c>unknown-transaction-type</c>.</summary>
public static class UnverifiableReasonNames
{
    private static readonly string[] s_names = Array.ConvertAll(
        Enum.GetNames<UnverifiableReason>(), static name => JsonNamingPolicy.KebabCaseLower.ConvertName(name));

    /// <summary>The name of a reason.</summary>
    public static string Of(UnverifiableReason reason) => s_names[(int)reason];
}
