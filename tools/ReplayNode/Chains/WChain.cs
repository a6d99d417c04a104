using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.Chains.Templates;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>The chain that end-to-end figures are quoted on: twenty recorded mainnet blocks in a cycle. Built from recorded data that is not part of the repository.</summary>
public static class WChain
{
    private const ulong ChainId = 1;
    private const ulong FirstNumber = 17_000_000;
    private const ulong FirstTimestamp = 1_680_000_000;

    private static readonly ulong[] s_cycle =
    [
        17000000, 17034869, 17034870, 17053184, 17062257, 17686110, 17686111, 17686112, 17686113, 17686114,
        17686115, 17686116, 17686117, 18000000, 18090213, 18090218, 19426586, 19426587, 20066032, 22869878,
    ];

    private static readonly string[] s_folders =
    [
        "ethereum", "converted/rlp/ethereum", "converted/firehose/ethereum", "converted/ethers-rs-reserialised/ethereum",
    ];

    /// <summary>Reads the recorded blocks and computes the hashes of all blocks of the chain, about a millisecond each.</summary>
    /// <param name="chainData">The folder with the recorded blocks.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: a recorded block is missing.</exception>
    public static CycleChain Build(string chainData, int blocks)
    {
        ArgumentNullException.ThrowIfNull(chainData);
        var templates = new BlockTemplate[s_cycle.Length];
        for (int t = 0; t < templates.Length; t++)
        {
            templates[t] = new BlockTemplate(
                Read(chainData, $"{s_cycle[t]}.block.json"),
                Read(chainData, $"{s_cycle[t]}.receipts.json"));
        }

        return new CycleChain(templates, ChainId, FirstNumber, FirstTimestamp, blocks);
    }

    private static byte[] Read(string chainData, string file)
    {
        foreach (string folder in s_folders)
        {
            string path = Path.Combine(chainData, folder, file);
            if (File.Exists(path)) return File.ReadAllBytes(path);
        }

        throw new ChainSyncException(
            ChainSyncError.Configuration,
            $"The W-chain needs {file} below '{chainData}', where it is not: name the folder with the recorded blocks (--chain-data).");
    }
}
