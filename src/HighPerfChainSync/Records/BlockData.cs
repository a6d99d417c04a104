using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Records;

/// <summary>One block on its way through the stages: its records, their arena, and their encoded form.</summary>
/// <remarks>
/// The records' memory is rented with the first record, and goes back to the pool as soon as they are encoded if the sink does not read them.
/// Owner: the stage that holds it, handed over by move through the channels; returned by: the last owner, with <see cref="Return"/>,
/// after the sink has committed it; thread: the owner's, one at a time. A returned block must not be touched: Debug builds poison it.
/// </remarks>
public sealed class BlockData
{
    private const byte PoisonByte = 0xDD;

    private readonly BlockDataPool _pool;
    private readonly int[] _counts = new int[EntityNames.Count];
    private BlockHeader _header;
    private BlockRecords? _records;
    private int _rented;

    internal BlockData(BlockDataPool pool, SlabPool encoded)
    {
        _pool = pool;
        Encoded = new EncodedBlock(encoded);
    }

    /// <summary>The header, filled in place.</summary>
    public ref BlockHeader Header => ref _header;

    /// <summary>Transactions with their receipts, in block order.</summary>
    public RecordList<TransactionRecord> Transactions => Records.Transactions;

    /// <summary>Logs, in block order.</summary>
    public RecordList<LogRecord> Logs => Records.Logs;

    /// <summary>Withdrawals, in block order.</summary>
    public RecordList<WithdrawalRecord> Withdrawals => Records.Withdrawals;

    /// <summary>Token transfers, in the order of their logs.</summary>
    public RecordList<TokenTransferRecord> TokenTransfers => Records.TokenTransfers;

    /// <summary>Access list entries of all transactions.</summary>
    public RecordList<AccessListRecord> AccessList => Records.AccessList;

    /// <summary>Authorizations of all transactions.</summary>
    public RecordList<AuthorizationRecord> Authorizations => Records.Authorizations;

    /// <summary>What rollups add to transactions.</summary>
    public RecordList<RollupRecord> Rollup => Records.Rollup;

    /// <summary>Variable-length data of all records.</summary>
    public ByteArena Arena => Records.Arena;

    /// <summary>
    /// Whether the records are here. False for a block that was encoded for a sink whose <see cref="Sinks.IBlockSink.ReadsRecords"/> is false: of it there
    /// are the header, the counts and <see cref="Encoded"/>, and the lists and the arena throw <see cref="InvalidOperationException"/>. The data that the
    /// header refers to is gone with the arena.
    /// </summary>
    public bool HasRecords { get; private set; } = true;

    /// <summary>The records as they go on the wire, or one piece of them; empty until they have been encoded.</summary>
    public EncodedBlock Encoded { get; }

    /// <summary>
    /// Whether the encoded records are too many to be held at once: then <see cref="Encoded"/> is one piece of them. Only sinks whose
    /// <see cref="Sinks.IBlockSink.TakesPieces"/> says so get such blocks.
    /// </summary>
    public bool IsInPieces => Pieces is not null;

    /// <summary>What an item said that does not fit its block; verification judges it.</summary>
    public BlockFindings Findings { get; set; }

    /// <summary>What was checked of it.</summary>
    public BlockVerification Verification { get; set; }

    /// <summary>Bytes of the node's answers this block was made of.</summary>
    public long SourceBytes { get; set; }

    /// <summary>Bytes charged to the byte budget for this block.</summary>
    public long ChargedBytes { get; set; }

    /// <summary>Bytes held by records, arena and encoded records, used or not.</summary>
    public long FootprintBytes => RecordBytes + Encoded.CapacityBytes;

    /// <summary>Bytes held by records and arena, used or not.</summary>
    internal long RecordBytes => _records?.CapacityBytes ?? 0;

    /// <summary>Whether it has been encoded whole ahead of its turn.</summary>
    internal bool IsEncoded { get; set; }

    /// <summary>The names of the header fields that the chain's profile adds, in the order of <see cref="BlockHeader.Extras"/>.</summary>
    internal ExtraFieldNames ExtraFields { get; set; } = ExtraFieldNames.None;

    /// <summary>The pieces of a block that is not encoded whole, or null.</summary>
    internal BlockPieces? Pieces { get; set; }

    /// <summary>What the decoder knows of its own progress.</summary>
    internal DecodeMark Mark { get; set; }

    /// <summary>Who rented it, for the leak report.</summary>
    internal string Owner { get; private set; } = "";

    /// <summary>Whether it is out of its pool.</summary>
    internal bool IsRented => Volatile.Read(ref _rented) != 0;

    private BlockRecords Records => _records ?? RentRecords();

    /// <summary>Number of records of one entity, whether they are here or have been given back.</summary>
    public int CountOf(Entity entity) => entity switch
    {
        Entity.Block => 1,
        Entity.Transaction => _records?.Transactions.Count ?? _counts[(int)entity],
        Entity.Log => _records?.Logs.Count ?? _counts[(int)entity],
        Entity.TokenTransfer => _records?.TokenTransfers.Count ?? _counts[(int)entity],
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    /// <summary>Puts the first piece into <see cref="Encoded"/>, where the whole of most blocks is already. Nobody may read the piece before any more.</summary>
    public void FirstPiece() => Pieces?.Rewind(this);

    /// <summary>Puts the next piece into <see cref="Encoded"/>. Nobody may read the piece before any more.</summary>
    /// <returns>False when there is none, as for all blocks that are encoded whole.</returns>
    public bool NextPiece() => Pieces?.Next(this) ?? false;

    /// <summary>Empties the block so that it can be filled again, for example after a failed attempt.</summary>
    public void Reset()
    {
        _header = default;
        _records?.Clear(BlockDataPool.KeepBytes);
        HasRecords = true;
        Array.Clear(_counts);
        IsEncoded = false;
        Encoded.Clear();
        Pieces?.Release();
        Pieces = null;
        Findings = BlockFindings.None;
        Verification = default;
        Mark = default;
        ExtraFields = ExtraFieldNames.None;
        SourceBytes = 0;
    }

    /// <summary>Gives the block back to its pool.</summary>
    /// <exception cref="InvalidOperationException">It has been returned already.</exception>
    public void Return()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0)
            throw new InvalidOperationException("This block has been returned to its pool already: it has one owner, who returns it once.");
        Reset();
        ChargedBytes = 0;
        ReturnRecords();
        PoisonHeader();
        _pool.TakeBack(this);
    }

    /// <summary>Gives the memory of the records back to the pool: they have been encoded, and nobody reads them any more.</summary>
    internal void GiveBackRecords()
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] = CountOf((Entity)i);
        HasRecords = false;
        ReturnRecords();
    }

    internal void MarkRented(string owner)
    {
        Owner = owner;
        _header = default;
        Volatile.Write(ref _rented, 1);
    }

    /// <summary>Only when the first record comes: blocks that are asked for need no memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BlockRecords RentRecords()
    {
        if (!HasRecords)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The records of block {_header.Number} are not here any more: its sink says that it does not read them ({nameof(Sinks.IBlockSink.ReadsRecords)})."));
        return _records = _pool.RentRecords();
    }

    private void ReturnRecords()
    {
        if (_records is not { } records) return;
        _records = null;
        records.Clear(BlockDataPool.KeepBytes);
        records.Poison(PoisonByte);
        _pool.TakeBack(records);
    }

    [Conditional("DEBUG")]
    private void PoisonHeader() => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<BlockHeader>(ref _header)).Fill(PoisonByte);
}
