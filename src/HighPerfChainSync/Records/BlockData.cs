using System.Diagnostics;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Records;

/// <summary>One block on its way through the stages: its records, their arena, and their encoded form.</summary>
/// <remarks>
/// Owner: the stage that holds it, handed over by move through the channels; returned by: the last owner, with <see cref="Return"/>,
/// after the sink has committed it; thread: the owner's, one at a time. A returned block must not be touched: Debug builds poison it.
/// </remarks>
public sealed class BlockData
{
    private const byte PoisonByte = 0xDD;

    private readonly BlockDataPool _pool;
    private BlockHeader _header;
    private int _rented;

    internal BlockData(BlockDataPool pool, SlabPool encoded)
    {
        _pool = pool;
        Encoded = new EncodedBlock(encoded);
    }

    /// <summary>The header, filled in place.</summary>
    public ref BlockHeader Header => ref _header;

    /// <summary>Transactions with their receipts, in block order.</summary>
    public RecordList<TransactionRecord> Transactions { get; } = new();

    /// <summary>Logs, in block order.</summary>
    public RecordList<LogRecord> Logs { get; } = new();

    /// <summary>Withdrawals, in block order.</summary>
    public RecordList<WithdrawalRecord> Withdrawals { get; } = new();

    /// <summary>Token transfers, in the order of their logs.</summary>
    public RecordList<TokenTransferRecord> TokenTransfers { get; } = new();

    /// <summary>Access list entries of all transactions.</summary>
    public RecordList<AccessListRecord> AccessList { get; } = new();

    /// <summary>Authorizations of all transactions.</summary>
    public RecordList<AuthorizationRecord> Authorizations { get; } = new();

    /// <summary>What rollups add to transactions.</summary>
    public RecordList<RollupRecord> Rollup { get; } = new();

    /// <summary>Variable-length data of all records.</summary>
    public ByteArena Arena { get; } = new();

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
    public long FootprintBytes =>
        Transactions.CapacityBytes + Logs.CapacityBytes + Withdrawals.CapacityBytes + TokenTransfers.CapacityBytes
        + AccessList.CapacityBytes + Authorizations.CapacityBytes + Rollup.CapacityBytes + Arena.Capacity + Encoded.CapacityBytes;

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

    /// <summary>Number of records of one entity.</summary>
    public int CountOf(Entity entity) => entity switch
    {
        Entity.Block => 1,
        Entity.Transaction => Transactions.Count,
        Entity.Log => Logs.Count,
        Entity.TokenTransfer => TokenTransfers.Count,
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
        Transactions.Clear(BlockDataPool.KeepBytes);
        Logs.Clear(BlockDataPool.KeepBytes);
        Withdrawals.Clear(BlockDataPool.KeepBytes);
        TokenTransfers.Clear(BlockDataPool.KeepBytes);
        AccessList.Clear(BlockDataPool.KeepBytes);
        Authorizations.Clear(BlockDataPool.KeepBytes);
        Rollup.Clear(BlockDataPool.KeepBytes);
        Arena.Clear(BlockDataPool.KeepBytes);
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
        PoisonAll();
        _pool.TakeBack(this);
    }

    internal void MarkRented(string owner)
    {
        Owner = owner;
        _header = default;
        Volatile.Write(ref _rented, 1);
    }

    [Conditional("DEBUG")]
    private void PoisonAll()
    {
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<BlockHeader>(ref _header)).Fill(PoisonByte);
        Transactions.Poison(PoisonByte);
        Logs.Poison(PoisonByte);
        Withdrawals.Poison(PoisonByte);
        TokenTransfers.Poison(PoisonByte);
        AccessList.Poison(PoisonByte);
        Authorizations.Poison(PoisonByte);
        Rollup.Poison(PoisonByte);
        Arena.Poison(PoisonByte);
    }
}
