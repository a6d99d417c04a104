using System.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Rpc;

/// <content>
/// Receipts that are asked for in the same request as their blocks, which saves a round trip: by hash where the node has just named the newest block,
/// by number where the block is so old that it will not be replaced in between. When they are of another block, or come before theirs, they are
/// asked for as usual.
/// </content>
internal sealed partial class BlockFetch
{
    private Hash256? _expected;
    private bool _isSettled;
    private bool[] _isJoined = [];
    private int _blockCalls;

    /// <summary>Whether the receipts under way were asked for by number although the endpoint takes hashes.</summary>
    private bool _isEarly;

    private void BeginExpected(Hash256? expected, bool isSettled)
    {
        _expected = expected;
        _isSettled = isSettled;
        if (_isJoined.Length < _blocks.Length) _isJoined = new bool[_blocks.Length];
        Array.Clear(_isJoined, 0, _blocks.Length);
    }

    /// <summary>Asks for the receipts along with their blocks, once.</summary>
    private void AddExpectedReceipts()
    {
        _blockCalls = _batch.Count;
        _isEarly = false;
        if (_endpoint.Receipts.Current != ReceiptsForm.ByHash) return;
        if (_expected is Hash256 hash && _blockCalls == 1)
        {
            _form = ReceiptsForm.ByHash;
            _positions[_blockCalls] = _positions[0];
            _batch.AddBlockReceipts(hash, _first + (ulong)_positions[0]);
        }
        else if (_isSettled && _endpoint.Receipts.TakesEarly)
        {
            _isEarly = true;
            _form = ReceiptsForm.ByNumber;
            for (int call = 0; call < _blockCalls; call++)
            {
                int position = _positions[call];
                _positions[_batch.Count] = position;
                _batch.AddBlockReceipts(_first + (ulong)position);
            }
        }
    }

    /// <summary>Takes receipts that came along with their block; before it, or with another than the one that was named, they are of no use.</summary>
    private long DecodeExpected(in ReadOnlySequence<byte> json, int call, BlockData block)
    {
        int position = _positions[call];
        if (_batch.IsDone(call - _blockCalls) && block.Transactions.Count > 0 && IsExpected(block))
        {
            long length = _decoder.DecodeReceipts(json, block);
            _isJoined[position] = true;
            return length;
        }

        var cursor = new JsonCursor(json);
        cursor.Skip();
        return cursor.Position;
    }

    /// <summary>Joins receipts that came along with their blocks, or notes what was wrong with them.</summary>
    /// <returns>Whether to go on; otherwise it is for another attempt, which asks for one after the other: the block may have been replaced.</returns>
    private bool SettleExpected()
    {
        if (_batch.Count == _blockCalls) return true;
        SettleReceipts(_blockCalls);
        _expected = null;
        _isSettled &= Fault is null;
        _isEarly = false;
        return Fault is null;
    }

    /// <summary>Whether what a call for receipts came to says something of a block that waits for them.</summary>
    private bool Concerns(int call, int position) =>
        _fetching == BlockFetchStage.Receipts
        || (_stages[position] == BlockFetchStage.Receipts && IsExpected(_blocks.Span[position]) && (_isJoined[position] || _batch.At(call).Fault is not null));

    private bool IsExpected(BlockData block) => _isEarly || block.Header.Hash == _expected;
}
