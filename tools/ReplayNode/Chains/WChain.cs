using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.ReplayNode.Chains.Templates;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>
/// The chain that end-to-end figures are quoted on: twenty recorded mainnet blocks in a cycle, renumbered and linked,
/// their nonces raised by the number of the cycle so that no hash comes twice.
/// </summary>
/// <remarks>
/// Memory holds the twenty blocks and, per block of the chain, its hashes: some 5 KB. Answers are copied from the
/// recorded ones with the changed places filled in. Built from recorded data that is not part of the repository.
/// </remarks>
public sealed class WChain : ReplayChain
{
    private const ulong FirstNumber = 17_000_000;
    private const ulong FirstTimestamp = 1_680_000_000;
    private const ulong BlockTime = 12;

    private static readonly ulong[] s_cycle =
    [
        17000000, 17034869, 17034870, 17053184, 17062257, 17686110, 17686111, 17686112, 17686113, 17686114,
        17686115, 17686116, 17686117, 18000000, 18090213, 18090218, 19426586, 19426587, 20066032, 22869878,
    ];

    private static readonly string[] s_folders =
    [
        "ethereum", "converted/rlp/ethereum", "converted/firehose/ethereum", "converted/ethers-rs-reserialised/ethereum",
    ];

    private readonly BlockTemplate[] _templates;
    private readonly PlacedBlock[] _blocks;
    private readonly Dictionary<Hash256, ulong> _byHash = [];
    private readonly Lazy<HashIndex> _transactions;

    private WChain(BlockTemplate[] templates, PlacedBlock[] blocks)
    {
        _templates = templates;
        _blocks = blocks;
        Hash256 parent = Hash256.Parse("0x" + new string('1', 2 * Hash256.Length));
        for (int k = 0; k < blocks.Length; k++)
        {
            templates[k % templates.Length].Link(blocks[k], in parent);
            parent = blocks[k].Hash;
            _byHash[parent] = blocks[k].Number;
        }

        _transactions = new Lazy<HashIndex>(IndexTransactions);
    }

    /// <inheritdoc/>
    public override ulong ChainId => 1;

    /// <inheritdoc/>
    public override ulong First => FirstNumber;

    /// <inheritdoc/>
    public override ulong Last => FirstNumber + (ulong)_blocks.Length - 1;

    /// <summary>Reads the recorded blocks and computes the hashes of all blocks of the chain, about a millisecond each.</summary>
    /// <param name="chainData">The folder with the recorded blocks.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: a recorded block is missing.</exception>
    public static WChain Build(string chainData, int blocks)
    {
        ArgumentNullException.ThrowIfNull(chainData);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        var templates = new BlockTemplate[s_cycle.Length];
        for (int t = 0; t < templates.Length; t++)
        {
            templates[t] = new BlockTemplate(
                Read(chainData, $"{s_cycle[t]}.block.json"),
                Read(chainData, $"{s_cycle[t]}.receipts.json"));
        }

        var placed = new PlacedBlock[blocks];
        Parallel.For(0, templates.Length, t =>
        {
            for (int k = t; k < blocks; k += templates.Length)
                placed[k] = templates[t].Place(FirstNumber + (ulong)k, FirstTimestamp + (BlockTime * (ulong)k), (ulong)(k / templates.Length));
        });
        return new WChain(templates, placed);
    }

    /// <inheritdoc/>
    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) =>
        TryGet(number, static template => template.Block, out answer);

    /// <inheritdoc/>
    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) =>
        TryGet(number, static template => template.Receipts, out answer);

    /// <inheritdoc/>
    public override bool TryFindBlock(in Hash256 hash, out ulong number) => _byHash.TryGetValue(hash, out number);

    /// <inheritdoc/>
    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index)
    {
        bool found = _transactions.Value.TryFind(in hash, out int k, out index);
        number = FirstNumber + (ulong)k;
        return found;
    }

    private bool TryGet(ulong number, Func<BlockTemplate, JsonTemplate> choose, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        answer = null;
        if (number < First || number > Last) return false;
        int k = (int)(number - First);
        answer = new PlacedAnswer(choose(_templates[k % _templates.Length]), _blocks[k]);
        return true;
    }

    private HashIndex IndexTransactions()
    {
        var index = new HashIndex();
        for (int k = 0; k < _blocks.Length; k++)
        {
            for (int i = 0; i < _blocks[k].Transactions.Length; i++)
                index.Add(in _blocks[k].Transactions[i], k, i);
        }

        return index;
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

    private sealed class PlacedAnswer(JsonTemplate template, PlacedBlock block) : ReplayAnswer
    {
        public override int Length { get; } = template.Measure(block);

        public override void WriteTo(IBufferWriter<byte> output) => template.Write(output, block);
    }
}
