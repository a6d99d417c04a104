using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Checking;

/// <summary>Puts one block together from its stored records, in whatever order its partitions give them.</summary>
/// <remarks>
/// Until <see cref="Arrange"/>, a transaction's <c>LogStart</c> and the ordinals of logs and transfers number them as they came.
/// Owner: a <see cref="StoredBlockChecker"/>; thread: its owner's.
/// </remarks>
internal sealed partial class StoredBlock(BlockData data, Action<StoredFault> report)
{
    /// <summary>More than any block has: what a topic holds under one height must not fill the memory.</summary>
    private const long MaxBytes = 1L << 29;

    private readonly TransactionFinder _finder = new();
    private readonly List<StoredOrigin> _transactions = [];
    private readonly List<StoredOrigin> _logs = [];
    private readonly List<StoredOrigin> _transfers = [];
    private long _bytes;

    /// <summary>The block's records.</summary>
    public BlockData Data => data;

    /// <summary>Its token transfers as they are stored, by log index.</summary>
    public RecordList<TokenTransferRecord> Transfers { get; } = new();

    /// <summary>Whether its own record has come.</summary>
    public bool HasBlock => Origin is not null;

    /// <summary>Its own record.</summary>
    public StoredOrigin? Origin { get; private set; }

    /// <summary>The first record of it.</summary>
    public StoredPlace? FirstPlace { get; private set; }

    /// <summary>Records of it.</summary>
    public long Records { get; private set; }

    /// <summary>Whether one of its records lacks what only the extended schema has.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>The checks of a record that was found wrong, and said to be.</summary>
    public CheckSet Reported { get; private set; }

    /// <summary>Where a stored token transfer was found.</summary>
    public StoredOrigin OriginOf(in TokenTransferRecord transfer) => _transfers[transfer.TransactionOrdinal];

    /// <summary>Begins a block.</summary>
    public void Begin(ExtraFieldNames extraFields)
    {
        data.Reset();
        data.ExtraFields = extraFields;
        Transfers.Clear(BlockDataPool.KeepBytes);
        _transactions.Clear();
        _logs.Clear();
        _transfers.Clear();
        Origin = null;
        FirstPlace = null;
        Records = 0;
        _bytes = 0;
        IsPlain = false;
        Reported = default;
        _finder.Forget();
    }

    /// <summary>Takes a record.</summary>
    public void Add(ReadOnlyMemory<byte> record, ulong number, in StoredPlace place)
    {
        Records++;
        FirstPlace ??= place;
        bool wasTooMuch = _bytes > MaxBytes;
        _bytes += record.Length;
        if (_bytes > MaxBytes)
        {
            if (!wasTooMuch) report(new StoredFault(StoredCheckNames.Record, number, place, $"the records of the block have more than {MaxBytes} bytes: those from here on are not read"));
            return;
        }

        bool isRead = StoredRecordReader.TryRead(record, data, Transfers, HasBlock, out Entity entity, out StoredIdentity identity, out string why);
        if (!isRead || (entity == Entity.Block && HasBlock))
        {
            if (isRead) report(new StoredFault(StoredCheckNames.RecordDuplicate, number, place, "the block is there already"));
            else report(new StoredFault(StoredCheckNames.Record, number, place, why));
            return;
        }

        var origin = new StoredOrigin(identity, place);
        switch (entity)
        {
            case Entity.Block: Origin = origin; break;
            case Entity.Transaction: Enter(_transactions, in origin, ref data.Transactions.Items[^1].LogStart); break;
            case Entity.Log: Enter(_logs, in origin, ref data.Logs.Items[^1].TransactionOrdinal); break;
            default: Enter(_transfers, in origin, ref Transfers.Items[^1].TransactionOrdinal); break;
        }

        if (entity is Entity.Block or Entity.Transaction) IsPlain |= identity.Schema == RecordSchema.Plain;
        if (!identity.HasItsId) report(new StoredFault(StoredCheckNames.RecordId, number, place, "its item_id does not follow from its fields"));
        if (!identity.HasItsTime) report(new StoredFault(StoredCheckNames.RecordTime, number, place, "its item_timestamp is not its block's time"));
    }

    /// <summary>Puts the records in order and joins them, and says what stands in the way of that.</summary>
    public void Arrange()
    {
        CheckClaims(_transactions, BlockCheck.TransactionBlock, BlockFindings.TransactionBlockHash);
        CheckClaims(_logs, BlockCheck.LogBlock, BlockFindings.LogBlockHash);
        ArrangeTransactions();
        ArrangeTransfers();
        ArrangeLogs();
    }

    private static void Enter(List<StoredOrigin> origins, in StoredOrigin origin, ref int number)
    {
        number = origins.Count;
        origins.Add(origin);
    }
}
