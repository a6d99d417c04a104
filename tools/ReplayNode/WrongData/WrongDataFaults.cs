using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>The wrong data that a <see cref="ReplayServer"/> gives, switched on and off while it runs.</summary>
/// <remarks>
/// A block is answered wrong until it, with its transactions, or the list of its receipts has been asked for as often as the schedule says.
/// Both are damaged alike, whichever way they are asked for; heads and blocks without their transactions are left as they are. Thread: any.
/// </remarks>
public sealed class WrongDataFaults
{
    private const int MaxRemembered = 1 << 16;

    private readonly Lock _lock = new();
    private readonly List<Setting> _settings = [];
    private readonly Dictionary<Hash256, ulong> _madeUp = [];
    private readonly Random _random;
    private volatile bool _isActive;

    internal WrongDataFaults(int seed) => _random = new Random(seed);

    /// <summary>Whether any fault is on.</summary>
    internal bool IsActive => _isActive;

    /// <summary>Switches a fault on, in place of an earlier schedule.</summary>
    /// <param name="fault">The fault, of <see cref="WrongDataCatalogue"/>.</param>
    /// <param name="schedule">Which blocks it strikes; when null, the first answer of every block.</param>
    public void Enable(WrongDataFault fault, WrongDataSchedule? schedule = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        schedule ??= new WrongDataSchedule();
        ArgumentOutOfRangeException.ThrowIfLessThan(schedule.Every, 1, nameof(schedule));
        ArgumentOutOfRangeException.ThrowIfLessThan(schedule.Answers, 1, nameof(schedule));
        lock (_lock)
        {
            _settings.RemoveAll(setting => setting.Fault == fault);
            _settings.Add(new Setting(fault, schedule));
            _isActive = true;
        }
    }

    /// <summary>Switches a fault off.</summary>
    public void Disable(WrongDataFault fault)
    {
        lock (_lock)
        {
            _settings.RemoveAll(setting => setting.Fault == fault);
            _isActive = _settings.Count > 0;
        }
    }

    /// <summary>Switches all faults off.</summary>
    public void DisableAll()
    {
        lock (_lock)
        {
            _settings.Clear();
            _isActive = false;
        }
    }

    /// <summary>How many wrong answers a fault has given about blocks since it was switched on.</summary>
    public long CountStrikes(WrongDataFault fault)
    {
        lock (_lock) return _settings.Find(setting => setting.Fault == fault)?.Strikes ?? 0;
    }

    /// <summary>The answer about a block.</summary>
    /// <returns>The whole one when no fault strikes.</returns>
    internal ReplayAnswer AnswerBlock(ReplayChain chain, ulong number, ReplayAnswer whole) =>
        Damage(chain, number, Question.Block)?.ToBlockAnswer() ?? whole;

    /// <summary>The answer about its receipts.</summary>
    /// <returns>The whole one when no fault strikes.</returns>
    internal ReplayAnswer AnswerReceipts(ReplayChain chain, ulong number, ReplayAnswer whole) =>
        Damage(chain, number, Question.Receipts)?.ToReceiptsAnswer() ?? whole;

    /// <summary>The answer about one receipt, null when it is among those that are missing.</summary>
    /// <returns>False when no fault strikes.</returns>
    internal bool TryAnswerReceipt(ReplayChain chain, ulong number, string hash, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        answer = null;
        if (!_isActive || Damage(chain, number, Question.OneReceipt) is not BlockDraft draft) return false;
        JsonNode? receipt = draft.Receipts.FirstOrDefault(receipt => receipt is JsonObject item && item.Text("transactionHash") == hash);
        answer = receipt is null ? ReplayAnswer.Null : ReplayAnswer.FromJson(TextEncoding.UTF8.GetBytes(receipt.ToJsonString()));
        return true;
    }

    /// <summary>Finds the block that was given under a hash that is not its own.</summary>
    internal bool TryFindBlock(in Hash256 hash, out ulong number)
    {
        number = 0;
        if (!_isActive) return false;
        lock (_lock) return _madeUp.TryGetValue(hash, out number);
    }

    private BlockDraft? Damage(ReplayChain chain, ulong number, Question question)
    {
        if (!_isActive) return null;
        lock (_lock)
        {
            BlockDraft? draft = null;
            foreach (Setting setting in _settings)
            {
                if (!setting.IsWrong(chain, number, question, _random)) continue;
                draft ??= BlockDraft.Open(chain, number);
                setting.Fault.Damage(draft);
            }

            if (draft is not null && question == Question.Block) Remember(draft);
            return draft;
        }
    }

    /// <summary>Receipts are asked for by the hash that the block was given with.</summary>
    private void Remember(BlockDraft draft)
    {
        if (_madeUp.Count >= MaxRemembered) _madeUp.Clear();
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        if (draft.Block.Text("hash") is not string text || !Hex.TryDecodeFixed(TextEncoding.UTF8.GetBytes(text), bytes)) return;
        var hash = new Hash256(bytes);
        if (!draft.Chain.TryFindBlock(in hash, out _)) _madeUp[hash] = draft.Number;
    }

    private enum Question
    {
        Block,
        Receipts,
        OneReceipt,
    }

    private sealed class Setting(WrongDataFault fault, WrongDataSchedule schedule)
    {
        private readonly Dictionary<ulong, Victim> _blocks = [];
        private int _candidates;

        internal WrongDataFault Fault { get; } = fault;

        internal long Strikes { get; private set; }

        /// <summary>Whether a question about a block is answered wrong now; counts it.</summary>
        internal bool IsWrong(ReplayChain chain, ulong number, Question question, Random random)
        {
            if (number < schedule.First || number > schedule.Last) return false;
            if (_blocks.Count >= MaxRemembered) _blocks.Clear();
            if (!_blocks.TryGetValue(number, out Victim? victim))
            {
                victim = new Victim(Fault.CanStrike(chain, number) && IsChosen(random));
                _blocks.Add(number, victim);
            }

            if (question == Question.Block) victim.Blocks++;
            if (question == Question.Receipts) victim.Receipts++;
            if (!victim.IsChosen || Math.Max(victim.Blocks, victim.Receipts) > schedule.Answers) return false;
            if (question == Question.Block) Strikes++;
            return true;
        }

        private bool IsChosen(Random random)
        {
#pragma warning disable CA5394 // Not for security: faults that can be repeated.
            if (schedule.Probability is double probability) return random.NextDouble() < probability;
#pragma warning restore CA5394
            return ++_candidates % schedule.Every == 0;
        }

        private sealed class Victim(bool isChosen)
        {
            internal bool IsChosen { get; } = isChosen;

            internal long Blocks { get; set; }

            internal long Receipts { get; set; }
        }
    }
}
