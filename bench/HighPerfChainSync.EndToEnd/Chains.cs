using HighPerfChainSync.Testing;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The chains that figures are published for.</summary>
internal static class Chains
{
    /// <summary>Twenty recorded mainnet blocks in a cycle.</summary>
    public const string WChain = "wchain";

    /// <summary>Twenty generated blocks of mainnet's shape in a cycle: anyone can make it.</summary>
    public const string Generated = "generated";

    /// <summary>The first block of both.</summary>
    public const ulong First = 17_000_000;

    /// <summary>The folder with the recorded blocks; null where they are not.</summary>
    public static string? RecordedData =>
        SharedData.ChainData is string recorded && Directory.Exists(Path.Combine(recorded, "ethereum")) ? recorded : null;

    /// <summary>What the replay node calls a chain.</summary>
    public static string NodeName(string chain) => chain == Generated ? "generated-cycle" : chain;

    /// <summary>What people read.</summary>
    public static string Title(string chain) => chain == Generated
        ? "the generated chain (twenty blocks of mainnet's shape in a cycle)"
        : "the W-chain (twenty recorded mainnet blocks in a cycle)";
}
