using System.Globalization;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Checking;

/// <summary>Rebuilds the blocks of a stream from their records, one after another, and checks each against itself and the one before.</summary>
/// <remarks>
/// <see cref="Begin"/>, then <see cref="Add"/> for every record of the block that was not taken back, then <see cref="Complete"/>; heights
/// ascend. Memory is that of one block. Thread: one at a time.
/// </remarks>
public sealed class StoredBlockChecker : IDisposable
{
    private readonly BlockDataPool _pool = new(maxKept: 1);
    private readonly BlockData _data;
    private readonly StoredBlock _block;
    private readonly StoredLimits _limits;
    private readonly BlockVerifier _verifier;
    private readonly StoredCheckCounts _counts = new();
    private readonly Action<StoredFault> _report;
    private readonly ExtraFieldNames _extraFields;
    private readonly ulong? _first;
    private ulong _number;
    private Hash256? _lastHash;

    /// <summary>Creates a checker.</summary>
    /// <param name="options">What is checked by.</param>
    /// <param name="report">Receives every fault.</param>
    public StoredBlockChecker(StoredCheckerOptions options, Action<StoredFault> report)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        _report = report;
        _limits = new StoredLimits(options.Entities);
        _verifier = new BlockVerifier(
            new VerificationOptions { Level = options.Level, SkippedChecks = options.SkippedChecks.Union(_limits.Lacking) }, options.Profile);
        _extraFields = ExtraFieldNames.Of(options.Profile.HeaderFields);
        _first = options.First;
        _data = _pool.Rent(nameof(StoredBlockChecker));
        _block = new StoredBlock(_data, Fail);
    }

    /// <summary>Blocks that were checked.</summary>
    public long Blocks { get; private set; }

    /// <summary>Records that they were made of.</summary>
    public long Records { get; private set; }

    /// <summary>The last block that was checked, or null.</summary>
    public ulong? LastNumber { get; private set; }

    /// <summary>Its hash, where its record is there.</summary>
    public Hash256? LastHash => _lastHash;

    /// <summary>Faults so far.</summary>
    public long Faults => _counts.Faults;

    /// <summary>What was checked how often, by name.</summary>
    public IReadOnlyList<StoredCheckRow> Checks => _counts.Rows;

    /// <summary>Begins a block.</summary>
    /// <param name="number">Its height, above that of the one before.</param>
    public void Begin(ulong number)
    {
        _number = number;
        _block.Begin(_extraFields);
    }

    /// <summary>Takes a record of the block.</summary>
    /// <param name="record">JSON or MessagePack.</param>
    /// <param name="place">Where it was found.</param>
    public void Add(ReadOnlyMemory<byte> record, in StoredPlace place)
    {
        Records++;
        _block.Add(record, _number, in place);
    }

    /// <summary>Checks the block.</summary>
    public void Complete()
    {
        Blocks++;
        if (!_block.HasBlock)
        {
            Fail(new StoredFault(
                StoredCheckNames.BlockRecord, _number, _block.FirstPlace,
                string.Create(CultureInfo.InvariantCulture, $"{_block.Records} records are of block {_number}, and its own is not there")));
            LastNumber = _number;
            _lastHash = null;
            return;
        }

        Link();
        _block.Arrange();
        if (_block.IsPlain) StoredLimits.NotePlain(_data);
        CheckCount();
        Judge(_verifier.Verify(_data));
        CheckTransfers();
        LastNumber = _number;
        _lastHash = _data.Header.Hash;
    }

    /// <summary>Notes a fault that was found elsewhere: it is counted and reported with the others.</summary>
    public void Fail(StoredFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        _counts.Fail(fault.Check);
        _report(fault);
    }

    /// <summary>Notes that blocks are missing.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="to">The last of them.</param>
    /// <param name="place">The record behind them, or null.</param>
    public void Missing(ulong from, ulong to, StoredPlace? place)
    {
        _counts.Fail(StoredCheckNames.BlockMissing, (long)Math.Min(to - from, long.MaxValue - 1) + 1);
        string text = from == to
            ? string.Create(CultureInfo.InvariantCulture, $"block {from} is missing")
            : string.Create(CultureInfo.InvariantCulture, $"blocks {from} to {to} are missing");
        _report(new StoredFault(StoredCheckNames.BlockMissing, from, place, text));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data.Return();
        _pool.Dispose();
    }

    private void Link()
    {
        string parent = BlockCheckNames.Of(BlockCheck.ParentHash);
        ulong expected = LastNumber + 1 ?? _first ?? _number;
        if (_number > expected)
        {
            Missing(expected, _number - 1, _block.Origin?.Place);
        }
        else if (_lastHash is { } hash)
        {
            if (_data.Header.ParentHash == hash) _counts.Pass(parent);
            else Fail(new StoredFault(parent, _number, _block.Origin?.Place, $"its parent_hash is {_data.Header.ParentHash}, and block {_number - 1} is {hash}"));
        }
    }

    private void CheckCount()
    {
        ulong claimed = _block.Origin!.Value.Identity.TransactionCount;
        if (!_limits.HasTransactions) _counts.Skip(StoredCheckNames.TransactionCount, "the stream has no transactions");
        else if (claimed == (ulong)_data.Transactions.Count) _counts.Pass(StoredCheckNames.TransactionCount);
        else
            Fail(new StoredFault(
                StoredCheckNames.TransactionCount, _number, _block.Origin.Value.Place,
                string.Create(CultureInfo.InvariantCulture, $"it says that it has {claimed} transactions, and {_data.Transactions.Count} are there")));
    }

    private void CheckTransfers()
    {
        if (!_limits.HasTransfers) return;
        if (!_limits.HasLogs)
        {
            _counts.Skip(StoredCheckNames.TokenTransfer, "the stream has no logs");
            return;
        }

        long before = _counts.Faults;
        StoredTransfers.Compare(_block, Fail);
        if (_counts.Faults == before) _counts.Pass(StoredCheckNames.TokenTransfer);
    }

    private void Judge(BlockVerdict verdict)
    {
        foreach (BlockCheck check in verdict.Passed.Except(_limits.Lacking))
        {
            if (!StoredLimits.NotStored.Contains(check)) _counts.Pass(BlockCheckNames.Of(check));
        }

        // What holds for want of records has not been checked.
        foreach (BlockCheck check in verdict.Unverifiable.Union(verdict.Passed.Intersect(_limits.Lacking)))
        {
            if (!StoredLimits.NotStored.Contains(check)) _counts.Skip(BlockCheckNames.Of(check), _limits.WhyNot(check, verdict.ReasonOf(check), _block.IsPlain));
        }

        CheckSet unsaid = verdict.Failed.Except(_block.Reported);
        foreach (BlockCheck check in unsaid)
        {
            string others = verdict.Failed.Count == 1 ? "" : $" (together with {verdict.Failed.Without(check)}; this was found first)";
            Fail(new StoredFault(BlockCheckNames.Of(check), _number, _block.Origin?.Place, verdict.Detail + others));
        }
    }
}
