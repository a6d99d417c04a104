using System.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Rpc;

/// <content>
/// The newest block, whose hash the node has just named: its receipts are asked for in the same request, which saves a round trip at the head of the chain.
/// When another block comes, or they come before their block, they are asked for as usual.
/// </content>
internal sealed partial class BlockFetch
{
    private Hash256? _expected;
    private int _blockCalls;
    private bool _hasSkipped;

    /// <summary>Asks for the receipts along with their block, once, where its hash is known.</summary>
    private void AddExpectedReceipts()
    {
        _blockCalls = _batch.Count;
        _hasSkipped = false;
        if (_blockCalls != 1 || _expected is not Hash256 hash || _endpoint.Receipts.Current != ReceiptsForm.ByHash) return;
        _form = ReceiptsForm.ByHash;
        _positions[_blockCalls] = _positions[0];
        _batch.AddBlockReceipts(hash, _first + (ulong)_positions[0]);
    }

    /// <summary>Takes receipts that came along with their block.</summary>
    private long DecodeExpected(in ReadOnlySequence<byte> json, BlockData block)
    {
        _hasSkipped = !_batch.IsDone(0) || !IsExpected(block);
        if (!_hasSkipped) return _decoder.DecodeReceipts(json, block);
        var cursor = new JsonCursor(json);
        cursor.Skip();
        return cursor.Position;
    }

    /// <summary>Joins receipts that came along with their block, or notes what was wrong with them.</summary>
    /// <returns>Whether to go on; otherwise it is for another attempt, which asks for one after the other: the block may have been replaced.</returns>
    private bool SettleExpected()
    {
        if (_batch.Count == _blockCalls) return true;
        int position = _positions[0];
        if (_stages[position] == BlockFetchStage.Receipts && IsExpected(_blocks.Span[position]) && !_hasSkipped) SettleReceipts(_blockCalls);
        _expected = null;
        return Fault is null;
    }

    private bool IsExpected(BlockData block) => block.Header.Hash == _expected && block.Transactions.Count > 0;
}
