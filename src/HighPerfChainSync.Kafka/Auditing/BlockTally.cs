using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What the topics hold of one height: mostly one block, more where branches were left and taken back.</summary>
internal sealed class BlockTally(ulong number, int topics)
{
    private readonly List<Branch> _branches = new(1);

    public ulong Number { get; } = number;

    public List<Branch> Branches => _branches;

    /// <summary>Whether a record's block has records in the record's topic.</summary>
    public bool Holds(in AuditedRecord record)
    {
        foreach (Branch branch in _branches)
        {
            if (branch.Hash == record.Hash) return branch.Records[record.Topic] > 0;
        }

        return false;
    }

    public Branch Of(in AuditedRecord record)
    {
        foreach (Branch branch in _branches)
        {
            if (branch.Hash == record.Hash) return branch;
        }

        var added = new Branch(record, topics);
        _branches.Add(added);
        return added;
    }

    /// <summary>One block of that height, by its hash. Counts are of records that were not taken back.</summary>
    internal sealed class Branch(AuditedRecord first, int topics)
    {
        /// <summary>A record of it: the block's own once it was seen.</summary>
        public AuditedRecord Record { get; set; } = first;

        public Hash256 Hash => Record.Hash;

        /// <summary>Records in each topic.</summary>
        public long[] Records { get; } = new long[topics];

        /// <summary>Records of the kind <c>block</c>.</summary>
        public long Blocks { get; set; }

        /// <summary>Records of the kind <c>transaction</c>.</summary>
        public long Transactions { get; set; }

        /// <summary>Transactions that the block says it has.</summary>
        public long? Expected { get; set; }

        /// <summary>Whether any record of it stands.</summary>
        public bool IsLive => Records.AsSpan().ContainsAnyExcept(0);
    }
}
