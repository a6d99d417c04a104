using System.Globalization;

namespace HighPerfChainSync.Chain;

/// <summary>The names that chain ids stand for.</summary>
public static class ChainNames
{
    private static readonly Dictionary<ulong, string> s_names = new()
    {
        [1] = "ethereum",
        [10] = "optimism",
        [25] = "cronos",
        [56] = "bsc",
        [100] = "gnosis",
        [130] = "unichain",
        [137] = "polygon",
        [146] = "sonic",
        [204] = "opbnb",
        [250] = "fantom",
        [324] = "zksync",
        [1101] = "polygon_zkevm",
        [5000] = "mantle",
        [8453] = "base",
        [17000] = "holesky",
        [31337] = "anvil",
        [42161] = "arbitrum",
        [42220] = "celo",
        [43114] = "avalanche",
        [59144] = "linea",
        [80002] = "polygon_amoy",
        [81457] = "blast",
        [84532] = "base_sepolia",
        [421614] = "arbitrum_sepolia",
        [534352] = "scroll",
        [560048] = "hoodi",
        [11155111] = "sepolia",
        [11155420] = "optimism_sepolia",
    };

    /// <summary>The chain's name, or <c>chain_N</c> for one that has none here.</summary>
    public static string Of(ulong chainId) =>
        s_names.TryGetValue(chainId, out string? name)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"chain_{chainId}");
}
