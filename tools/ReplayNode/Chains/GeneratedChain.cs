using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>A chain that is made while it is read: of a block, only its hashes stay, and for the last ones their JSON.</summary>
/// <remarks>A block needs its parent's hash, so that a block far ahead costs all blocks before it. Thread: any, one at a time inside.</remarks>
public sealed class GeneratedChain : ReplayChain
{
    /// <summary>What is kept of the last blocks: some hundred of mainnet's size, and many more tiny ones, since a host that asks for thousands at once asks twice.</summary>
    private const long KeptBytes = 128 << 20;

    private readonly Lock _lock = new();
    private readonly GeneratorOptions _options;
    private readonly BlockGenerator _generator;
    private readonly BlockData _block = new BlockDataPool(maxKept: 1).Rent(nameof(GeneratedChain));
    private readonly List<Hash256> _hashes = [];
    private readonly Dictionary<Hash256, int> _byHash = [];
    private readonly HashIndex _transactions = new();
    private readonly Dictionary<int, Answers> _kept = [];
    private readonly Queue<int> _order = new();
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private long _keptBytes;

    /// <summary>Creates the chain; nothing is generated yet.</summary>
    public GeneratedChain(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Blocks, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Blocks, (ulong)Array.MaxLength, nameof(options));
        CheckRange(options.Transactions, GeneratorOptions.MaxTransactions);
        CheckRange(options.Logs, GeneratorOptions.MaxLogs);
        CheckRange(options.InputBytes, GeneratorOptions.MaxBytes);
        CheckRange(options.LogDataBytes, GeneratorOptions.MaxBytes);
        if (options.FindContradiction() is { } contradiction) throw new ArgumentException(contradiction, nameof(options));
        _options = options;
        _generator = new BlockGenerator(options);
    }

    /// <inheritdoc/>
    public override ulong ChainId => _options.ChainId;

    /// <inheritdoc/>
    public override ulong First => _options.First;

    /// <inheritdoc/>
    public override ulong Last => _options.First + _options.Blocks - 1;

    /// <inheritdoc/>
    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        bool found = TryGet(number, out Answers? answers);
        answer = answers?.Block;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        bool found = TryGet(number, out Answers? answers);
        answer = answers?.Receipts;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryFindBlock(in Hash256 hash, out ulong number)
    {
        lock (_lock)
        {
            bool found = _byHash.TryGetValue(hash, out int offset);
            number = First + (ulong)offset;
            return found;
        }
    }

    /// <inheritdoc/>
    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index)
    {
        lock (_lock)
        {
            bool found = _transactions.TryFind(in hash, out int offset, out index);
            number = First + (ulong)offset;
            return found;
        }
    }

    private bool TryGet(ulong number, [NotNullWhen(true)] out Answers? answers)
    {
        answers = null;
        if (number < First || number > Last) return false;
        int offset = (int)(number - First);
        lock (_lock)
        {
            // Those on the way there are needed for their hashes alone.
            while (_hashes.Count < offset) Generate(_hashes.Count);
            if (!_kept.TryGetValue(offset, out answers)) answers = Make(offset);
        }

        return true;
    }

    private Answers Make(int offset)
    {
        Generate(offset);
        var answers = new Answers(Render(_block, BlockJson.Write), Render(_block, ReceiptsJson.Write));
        Keep(offset, answers);
        return answers;
    }

    private void Generate(int offset)
    {
        _block.Reset();
        Hash256 parent = offset == 0 ? default : _hashes[offset - 1];
        _generator.Generate(_block, First + (ulong)offset, in parent);
        if (offset == _hashes.Count) Remember(offset);
    }

    private void Remember(int offset)
    {
        _hashes.Add(_block.Header.Hash);
        _byHash[_block.Header.Hash] = offset;
        for (int i = 0; i < _block.Transactions.Count; i++)
            _transactions.Add(in _block.Transactions[i].Hash, offset, i);
    }

    private void Keep(int offset, Answers answers)
    {
        _kept[offset] = answers;
        _order.Enqueue(offset);
        _keptBytes += answers.Bytes;
        while (_keptBytes > KeptBytes && _order.Count > 1)
        {
            if (_kept.Remove(_order.Dequeue(), out Answers? oldest)) _keptBytes -= oldest.Bytes;
        }
    }

    private static void CheckRange(int? value, int most, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < 0 || value > most) throw new ArgumentOutOfRangeException(name, value, $"A block can have 0 to {most}.");
    }

    private ReplayAnswer Render(BlockData block, Action<IBufferWriter<byte>, BlockData> write)
    {
        _output.ResetWrittenCount();
        write(_output, block);
        return ReplayAnswer.FromJson(_output.WrittenSpan.ToArray());
    }

    private sealed record Answers(ReplayAnswer Block, ReplayAnswer Receipts)
    {
        public long Bytes => (long)Block.Length + Receipts.Length;
    }
}
