using System.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Rpc;

/// <content>
/// Receipts that are asked for in the same request as their blocks, which saves a round trip: by hash where the node has just named the newest block,
/// by number where the block is so old that it will not be replaced in between. When they are of another block, or come before theirs, they are
/// asked for as usual; an endpoint that answers so is not asked for both at once any more.
/// </content>
internal sealed partial class BlockFetch
{
    private Hash256? _expected;
    private bool _isSettled;
    private bool[] _isJoined = [];

    /// <summary>Whether the request under way asks for each block's receipts right behind the block.</summary>
    private bool _isAlong;

    /// <summary>Whether the receipts under way were asked for by number although the endpoint takes hashes.</summary>
    private bool _isEarly;

    private void BeginExpected(Hash256? expected, bool isSettled)
    {
        _expected = expected;
        _isSettled = isSettled;
        if (_isJoined.Length < _blocks.Length) _isJoined = new bool[_blocks.Length];
        Array.Clear(_isJoined, 0, _blocks.Length);
    }

    /// <summary>Decides whether to ask for the receipts along with their blocks, once.</summary>
    private void BeginAlong()
    {
        ReceiptsChoice receipts = _endpoint.Receipts;
        bool takesHash = receipts.Current == ReceiptsForm.ByHash;
        _isEarly = takesHash && _expected is null && _isSettled && receipts.TakesEarly;
        _isAlong = _isEarly || (takesHash && _expected is not null && receipts.TakesAlong);
        if (_isAlong) _form = _isEarly ? ReceiptsForm.ByNumber : ReceiptsForm.ByHash;
    }

    /// <summary>Behind its block, so that the two are finished before the next block is read.</summary>
    private void AddReceiptsAlong(int position)
    {
        _positions[_batch.Count] = position;
        if (_expected is Hash256 hash && !_isEarly) _batch.AddBlockReceipts(hash, _first + (ulong)position);
        else _batch.AddBlockReceipts(_first + (ulong)position);
    }

    /// <summary>Whether a call of the request under way asks for receipts.</summary>
    private bool IsForReceipts(int call) => _fetching == BlockFetchStage.Receipts || (_isAlong && call % 2 == 1);

    /// <summary>Whether receipts are of use: not before their block, nor with another than the one that was named, nor once more.</summary>
    private bool IsWanted(int call, int position)
    {
        if (_stages[position] == BlockFetchStage.Complete) return false;
        if (_fetching == BlockFetchStage.Receipts) return true;
        BlockData block = _blocks.Span[position];
        return _batch.IsDone(call - 1) && block.Transactions.Count > 0 && IsExpected(block);
    }

    private static long Skip(in ReadOnlySequence<byte> json)
    {
        var cursor = new JsonCursor(json);
        cursor.Skip();
        return cursor.Position;
    }

    /// <summary>Joins receipts that came along with their blocks, or notes what was wrong with them.</summary>
    /// <returns>Whether to go on; otherwise it is for another attempt, which asks for one after the other: the block may have been replaced.</returns>
    private bool SettleExpected()
    {
        if (!_isAlong) return true;
        NoteOrder();
        SettleReceipts();
        _expected = null;
        _isSettled &= Fault is null;
        return Fault is null;
    }

    /// <summary>
    /// Notes whether receipts came behind their blocks, or in vain before them. Where one of the two had a fault, or was asked for again, there
    /// is nothing to be seen; nor at a block without transactions, or one that is not the block that was named.
    /// </summary>
    private void NoteOrder()
    {
        bool isBehind = false;
        for (int call = 1; call < _batch.Count; call += 2)
        {
            int position = _positions[call];
            if (!_batch.IsDone(call - 1) || !_batch.IsDone(call) || _batch.At(call - 1).Round != _batch.At(call).Round) continue;
            if (_isJoined[position])
            {
                isBehind = true;
            }
            else if (_stages[position] == BlockFetchStage.Receipts && IsExpected(_blocks.Span[position]))
            {
                _endpoint.Receipts.Came(isBehind: false);
                return;
            }
        }

        if (isBehind) _endpoint.Receipts.Came(isBehind: true);
    }

    /// <summary>Whether what a call for receipts came to says something of a block that waits for them.</summary>
    private bool Concerns(int call, int position)
    {
        if (_fetching == BlockFetchStage.Receipts) return _stages[position] != BlockFetchStage.Complete;
        return _stages[position] == BlockFetchStage.Receipts && IsExpected(_blocks.Span[position]) && (_isJoined[position] || _batch.At(call).Fault is not null);
    }

    private bool IsExpected(BlockData block) => _isEarly || block.Header.Hash == _expected;
}
