using System.Globalization;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Checks what the records of all topics say of each block together, once all readers have passed it.</summary>
/// <remarks>Holds the blocks between the slowest and the fastest reader, and some more for reorgs; topics are read side by side, so these are few.</remarks>
internal sealed class BlockLedger(IReadOnlyList<TopicFindings> topics, AuditPass pass)
{
    /// <summary>Blocks that are kept behind the slowest reader, because a reorg may come back to them; more once there was a deeper one.</summary>
    private const ulong Lag = 1024;

    private readonly AuditGoal? _goal = pass.Goal;
    private readonly HashSet<(int Topic, ulong Number)> _unseen = [];
    private ulong _lag = Lag;
    private ulong _highest;
    private ulong? _settledTo;

    private readonly SortedDictionary<ulong, BlockTally> _open = [];
    private readonly bool[] _seen = new bool[EntityNames.Count];
    private BlockTally? _latest;
    private int _blockTopic;
    private int? _transactionTopic;
    private ulong? _lastNumber;
    private Hash256 _lastHash;

    /// <summary>Learns which kinds of record there are before any block is settled without them.</summary>
    public void Announce(in AuditedRecord record) => _seen[(int)record.Entity] = true;

    /// <summary>Takes a record that stands in order in its partition.</summary>
    public void Add(in AuditedRecord record)
    {
        if (record.IsRemoved ? Reopens(in record) : IsHighest(record.Number)) return;
        if (_latest?.Number != record.Number && !_open.TryGetValue(record.Number, out _latest))
            _open[record.Number] = _latest = new BlockTally(record.Number, topics.Count);
        BlockTally.Branch branch = _latest!.Of(in record);
        int sign = record.IsRemoved ? -1 : 1;
        branch.Records[record.Topic] += sign;
        if (record.Entity == Entity.Block)
        {
            branch.Blocks += sign;
            branch.Expected = (long?)record.TransactionCount;
            branch.Record = record;
            _blockTopic = record.Topic;
        }
        else if (record.Entity == Entity.Transaction)
        {
            branch.Transactions += sign;
            _transactionTopic = record.Topic;
        }
    }

    /// <summary>Settles all blocks that no reader comes back to.</summary>
    /// <param name="slowest">The block that the slowest reader stands at.</param>
    public void Passed(ulong slowest)
    {
        if (slowest < _lag) return;
        while (_open.Count > 0)
        {
            BlockTally first = First();
            if (first.Number >= slowest - _lag) return;
            Settle(first);
        }
    }

    /// <summary>Settles the rest and compares with the progress.</summary>
    public void Complete()
    {
        while (_open.Count > 0) Settle(First());
        if (_goal is null) return;
        CompareLast(_goal);
        foreach (TopicFindings topic in topics)
        {
            if (_goal.CountOf(topic.Topic) is { } count && count != topic.Counted)
                Mismatch(topic, null, $"it holds {topic.Counted} records, the progress counts {count}");
        }
    }

    /// <summary>Keeps the highest block in mind.</summary>
    private bool IsHighest(ulong number)
    {
        _highest = Math.Max(_highest, number);
        return false;
    }

    /// <summary>
    /// Whether a record is taken back whose block has been settled: then only the chain goes back to its parent. From such a depth on blocks are kept longer,
    /// because readers that have not come to the reorg yet pass heights that others have come back to.
    /// </summary>
    private bool Reopens(in AuditedRecord record)
    {
        if (_highest > record.Number) _lag = Math.Max(_lag, Lag + (_highest - record.Number));
        bool isOpen = _open.TryGetValue(record.Number, out BlockTally? tally) && tally.Holds(in record);
        if (isOpen || _settledTo is not { } settled || record.Number > settled) return false;
        if (_unseen.Add((record.Topic, record.Number))) topics[record.Topic].UnseeBlock();
        if (record.Entity == Entity.Block && record.Parent is { } parent && record.Number > 0 && _lastNumber >= record.Number)
        {
            _lastNumber = record.Number - 1;
            _lastHash = parent;
        }

        return true;
    }

    private BlockTally First()
    {
        using SortedDictionary<ulong, BlockTally>.Enumerator all = _open.GetEnumerator();
        all.MoveNext();
        return all.Current.Value;
    }

    private void Settle(BlockTally tally)
    {
        _open.Remove(tally.Number);
        if (_latest == tally) _latest = null;
        _settledTo = Math.Max(_settledTo ?? 0, tally.Number);
        BlockTally.Branch? live = null;
        foreach (BlockTally.Branch branch in tally.Branches)
        {
            if (!branch.IsLive || IsLater(tally.Number, branch)) continue;
            if (live is null) SeeBlock(tally);
            else Contradiction(live, branch);
            live = branch.Blocks > 0 || live is null ? branch : live;
        }

        if (live is null) return;
        if (live.Blocks > 1)
            topics[_blockTopic].Add(AuditFaultKind.Duplicate, live.Record, $"block {tally.Number} is there {live.Blocks} times, in several partitions");
        if (live.Blocks > 0) Link(tally.Number, live);
        int transactions = _transactionTopic ?? live.Record.Topic;
        if (live.Blocks > 0 && Audits(Entity.Transaction) && IsCounted(transactions, tally.Number) && live.Expected != live.Transactions)
        {
            Mismatch(
                topics[transactions], live.Record,
                $"block {tally.Number} says it has {live.Expected?.ToString(CultureInfo.InvariantCulture) ?? "no known number of"} transactions, and there are {live.Transactions}");
        }
    }

    /// <summary>
    /// Whether a block was written behind the progress: it is of a later height, or belongs to a reorg, and in a topic that had nothing to take back its records
    /// look like any others.
    /// </summary>
    private bool IsLater(ulong number, BlockTally.Branch branch)
    {
        if (_goal is null || !(_goal.IsExact ? _goal.IsBehind(number) : pass.Later > 0 && _goal.Contradicts(number, branch.Hash))) return false;
        long count = 0;
        for (int i = 0; i < topics.Count; i++)
        {
            count += branch.Records[i];
            topics[i].Records -= branch.Records[i];
            topics[i].Counted -= branch.Records[i];
            branch.Records[i] = 0;
        }

        pass.AddLater(branch.Record, count);
        return true;
    }

    /// <summary>Whether a topic is to have records of a block: it may have been added to the stream later.</summary>
    private bool IsCounted(int topic, ulong number) => _goal?.FirstOf(topics[topic].Topic) is not { } first || number >= first;

    private void SeeBlock(BlockTally tally)
    {
        for (int i = 0; i < topics.Count; i++)
        {
            foreach (BlockTally.Branch branch in tally.Branches)
            {
                if (branch.Records[i] == 0) continue;
                topics[i].SeeBlock(tally.Number);
                _unseen.Remove((i, tally.Number));
                break;
            }
        }
    }

    /// <summary>A block follows the one before: in number, and by its parent hash.</summary>
    private void Link(ulong number, BlockTally.Branch block)
    {
        ulong first = _goal?.FirstOf(topics[block.Record.Topic].Topic) ?? number;
        if (_lastNumber is null && number < first)
        {
            // From before the topic was last added to the stream; but the stream itself has no earlier block.
            if (number < _goal!.First)
                Mismatch(topics[block.Record.Topic], block.Record, $"the stream begins at block {_goal.First}, and this is of block {number}");
            return;
        }

        ulong expected = _lastNumber + 1 ?? first;
        if (number > expected)
            Gap(topics[block.Record.Topic], block.Record, expected, number - 1);
        else if (_lastNumber is not null && block.Record.Parent != _lastHash)
            Mismatch(
                topics[block.Record.Topic], block.Record,
                $"block {number} has the parent {block.Record.Parent?.ToString() ?? "null"}, and block {_lastNumber} is {_lastHash}");
        _lastNumber = number;
        _lastHash = block.Hash;
    }

    private void CompareLast(AuditGoal progress)
    {
        if (progress.Last is not { } last || !Audits(Entity.Block)) return;
        TopicFindings topic = topics[_blockTopic];
        ulong next = _lastNumber + 1 ?? progress.FirstOf(topic.Topic) ?? last.Number;
        if (next <= last.Number) Gap(topic, null, next, last.Number);
        else if (_lastNumber == last.Number && _lastHash != last.Hash)
            Mismatch(topic, null, $"its last block {last.Number} is {_lastHash}, the progress has {last.Hash}");
    }

    /// <summary>Whether records of a kind are to be there: some are, or the stream writes them and all its topics are audited.</summary>
    private bool Audits(Entity entity)
    {
        if (_seen[(int)entity]) return true;
        if (_goal is null || !_goal.Writes(entity)) return false;
        foreach (string name in _goal.Topics)
        {
            bool audited = false;
            foreach (TopicFindings topic in topics) audited |= topic.Topic == name;
            if (!audited) return false;
        }

        return true;
    }

    private void Contradiction(BlockTally.Branch one, BlockTally.Branch other)
    {
        BlockTally.Branch odd = other.Blocks > 0 ? one : other;
        BlockTally.Branch even = odd == one ? other : one;
        Mismatch(topics[odd.Record.Topic], odd.Record, $"a record of block {odd.Record.Number} has the block hash {odd.Hash}, others have {even.Hash}");
    }

    private static void Gap(TopicFindings topic, AuditedRecord? at, ulong from, ulong to) => topic.Add(
        new AuditFault(
            AuditFaultKind.Gap, topic.Topic, at?.Partition, at?.Offset, from, from == to ? $"block {from} is missing" : $"blocks {from} to {to} are missing"),
        to - from == ulong.MaxValue ? ulong.MaxValue : to - from + 1);

    private static void Mismatch(TopicFindings topic, AuditedRecord? at, string message) =>
        topic.Add(new AuditFault(AuditFaultKind.Mismatch, topic.Topic, at?.Partition, at?.Offset, at?.Number, message));
}
