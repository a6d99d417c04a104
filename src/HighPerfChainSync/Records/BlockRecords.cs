using System.Diagnostics;
using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Records;

/// <summary>The memory for the decoded records of one block.</summary>
/// <remarks>
/// Apart from the block itself, because most blocks need it only from decoding until they are encoded: a moment of the time that they are under way.
/// Owner: the <see cref="BlockData"/> that holds it; returned by: that block, when its records have been encoded and nobody reads them any more, or with
/// it; thread: the block's owner.
/// </remarks>
internal sealed class BlockRecords
{
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

    /// <summary>Bytes held, used or not.</summary>
    public long CapacityBytes =>
        Transactions.CapacityBytes + Logs.CapacityBytes + Withdrawals.CapacityBytes + TokenTransfers.CapacityBytes
        + AccessList.CapacityBytes + Authorizations.CapacityBytes + Rollup.CapacityBytes + Arena.Capacity;

    /// <summary>Drops all records; what a list or the arena holds above <paramref name="keepBytes"/> is given up.</summary>
    public void Clear(int keepBytes)
    {
        Transactions.Clear(keepBytes);
        Logs.Clear(keepBytes);
        Withdrawals.Clear(keepBytes);
        TokenTransfers.Clear(keepBytes);
        AccessList.Clear(keepBytes);
        Authorizations.Clear(keepBytes);
        Rollup.Clear(keepBytes);
        Arena.Clear(keepBytes);
    }

    /// <summary>Debug builds: fills all memory with a byte that is none of a record's.</summary>
    [Conditional("DEBUG")]
    public void Poison(byte value)
    {
        Transactions.Poison(value);
        Logs.Poison(value);
        Withdrawals.Poison(value);
        TokenTransfers.Poison(value);
        AccessList.Poison(value);
        Authorizations.Poison(value);
        Rollup.Poison(value);
        Arena.Poison(value);
    }
}
