using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.ReplayNode.Chains.Templates;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>Some blocks in a cycle, renumbered and linked, their nonces raised by the number of the cycle so that no hash comes twice.</summary>
/// <remarks>
/// Memory holds the blocks of one cycle and, per block of the chain, its hashes: some 5 KB. Answers are copied from the
/// given ones with the changed places filled in, which is much cheaper than making each block anew. Thread: any.
/// </remarks>
public sealed class CycleChain : ReplayChain
{
    /// <summary>Blocks in the cycle of <see cref="Generate"/>.</summary>
    private const int GeneratedCycle = 20;

    private const ulong BlockTime = 12;

    private readonly BlockTemplate[] _templates;
    private readonly PlacedBlock[] _blocks;
    private readonly Dictionary<Hash256, ulong> _byHash = [];
    private readonly Lazy<HashIndex> _transactions;

    internal CycleChain(BlockTemplate[] templates, ulong chainId, ulong first, ulong startTime, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ChainId = chainId;
        First = first;
        _templates = templates;
        _blocks = new PlacedBlock[blocks];
        Parallel.For(0, templates.Length, t =>
        {
            for (int k = t; k < blocks; k += templates.Length)
                _blocks[k] = templates[t].Place(first + (ulong)k, startTime + (BlockTime * (ulong)k), (ulong)(k / templates.Length));
        });
        Link();
        _transactions = new Lazy<HashIndex>(IndexTransactions);
    }

    /// <inheritdoc/>
    public override ulong ChainId { get; }

    /// <inheritdoc/>
    public override ulong First { get; }

    /// <inheritdoc/>
    public override ulong Last => First + (ulong)_blocks.Length - 1;

    /// <summary>Repeats the first twenty blocks of a generated chain and computes the hashes of all, about a millisecond each for blocks as on mainnet.</summary>
    /// <param name="options">The chain; <see cref="GeneratorOptions.Blocks"/> is the number of blocks in all.</param>
    public static CycleChain Generate(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var generated = new GeneratedChain(options with { Blocks = GeneratedCycle });
        var templates = new BlockTemplate[GeneratedCycle];
        for (int t = 0; t < templates.Length; t++)
        {
            ulong number = options.First + (ulong)t;
            if (!generated.TryGetBlock(number, out ReplayAnswer? block) || !generated.TryGetReceipts(number, out ReplayAnswer? receipts))
                throw new InvalidOperationException($"The generated chain has no block {number}.");
            templates[t] = new BlockTemplate(block.ToMemory().ToArray(), receipts.ToMemory().ToArray());
        }

        return new CycleChain(templates, generated.ChainId, options.First, options.StartTime, checked((int)options.Blocks));
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
        number = First + (ulong)k;
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

    private void Link()
    {
        Hash256 parent = Hash256.Parse("0x" + new string('1', 2 * Hash256.Length));
        for (int k = 0; k < _blocks.Length; k++)
        {
            _templates[k % _templates.Length].Link(_blocks[k], in parent);
            parent = _blocks[k].Hash;
            _byHash[parent] = _blocks[k].Number;
        }
    }

    private sealed class PlacedAnswer(JsonTemplate template, PlacedBlock block) : ReplayAnswer
    {
        public override int Length { get; } = template.Measure(block);

        public override void WriteTo(IBufferWriter<byte> output) => template.Write(output, block);
    }
}
