using System.Buffers;
using System.Globalization;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc.Endpoints;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Rpc;

/// <summary>Fetches a run of blocks with their receipts: blocks in one batch, then receipts in one batch (where it can be in the same), and what failed again.</summary>
/// <remarks>
/// A block is joined, verified and handed to who asked for it as soon as its receipts have been read, while it is in the processor's caches.
/// A block whose receipts do not fit is fetched again from the start: it may have been replaced in between. A block and its receipts are of
/// one endpoint. Keeps its memory between uses.
/// Owner: the <see cref="RpcBlockSource"/>; returned by: its <c>FetchAsync</c>; thread: one at a time.
/// </remarks>
internal sealed partial class BlockFetch(EndpointChooser endpoints, UnknownFields unknown, ChainSyncMetrics metrics, VerificationGate gate) : IRpcResultHandler
{
    private const int OneDoubtIn = 4;

    private readonly BlockDecoder _decoder = new(unknown, gate.Profile);
    private readonly RpcBatch _batch = new() { ReturnsErrors = true };
    private BlockFetchStage[] _stages = [];
    private int[] _positions = [];
    private ReadOnlyMemory<BlockData> _blocks;
    private IFetchedBlocks? _fetched;
    private ulong _first;
    private BlockFetchStage _fetching;
    private ReceiptsForm _form;
    private bool _isOversized;
    private RpcEndpoint _endpoint = endpoints.All[0];

    /// <summary>The fault that decides about the pause before the next attempt; null when none is needed.</summary>
    public RpcFault? Fault { get; private set; }

    /// <summary>The method that had the fault.</summary>
    public string FaultMethod { get; private set; } = "";

    /// <summary>The block that had the fault.</summary>
    public ulong FaultBlock { get; private set; }

    /// <summary>The endpoint that was tried last.</summary>
    public RpcEndpoint Endpoint => _endpoint;

    /// <summary>The highest block that is not complete, or the last one.</summary>
    public ulong Highest => _first + (ulong)Math.Max(0, _stages.AsSpan(0, _blocks.Length).LastIndexOfAnyExcept(BlockFetchStage.Complete));

    /// <summary>The last block of the run.</summary>
    public ulong Last => _first + (ulong)_blocks.Length - 1;

    /// <summary>Takes on a run of blocks.</summary>
    /// <param name="first">Height of the first block.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="fetched">Is told of each when it is complete.</param>
    /// <param name="expected">The hash of the only block, where a node has named it a moment ago.</param>
    /// <param name="isSettled">Whether they are so far below the node's newest that they will not be replaced.</param>
    public void Begin(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, Hash256? expected, bool isSettled)
    {
        _first = first;
        _blocks = blocks;
        _fetched = fetched;
        _batch.Room = fetched;
        _isOversized = false;
        if (_stages.Length < blocks.Length) _stages = new BlockFetchStage[blocks.Length];
        Array.Clear(_stages, 0, blocks.Length);
        BeginExpected(expected, isSettled);
        BeginChecks();
    }

    /// <summary>Lets go of the blocks.</summary>
    public void End()
    {
        EndChecks();
        _batch.Clear();
        _batch.Room = null;
        _blocks = default;
        _fetched = null;
        Fault = null;
    }

    /// <summary>Tries once to fetch what is not complete.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="maxFaults">Faulty requests after which the endpoint is left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether all blocks are complete.</returns>
    public async ValueTask<bool> TryAsync(RpcEndpoint endpoint, int maxFaults, CancellationToken cancellationToken)
    {
        Fault = null;
        GoTo(endpoint);
        _batch.MaxFaults = maxFaults;
        if (AddBlocks())
        {
            _fetching = BlockFetchStage.Block;
            await _endpoint.Client.SendAsync(_batch, this, cancellationToken).ConfigureAwait(false);
            SettleBlocks();
            CutAtBreak();
            if (!SettleExpected()) return false;
        }

        if (AddReceipts())
        {
            _fetching = BlockFetchStage.Receipts;
            await _endpoint.Client.SendAsync(_batch, this, cancellationToken).ConfigureAwait(false);
            SettleReceipts();
        }

        if (_stages.AsSpan(0, _blocks.Length).ContainsAnyExcept(BlockFetchStage.Complete)) return false;
        HandOn();
        return true;
    }

    /// <inheritdoc/>
    public long OnResult(int index, in ReadOnlySequence<byte> json)
    {
        int position = _positions[index];
        BlockData block = _blocks.Span[position];
        long length;
        if (!IsForReceipts(index)) length = DecodeBlock(json, block, position);
        else if (!IsWanted(index, position)) return Skip(json);
        else if (_form == ReceiptsForm.OneByOne) length = _decoder.DecodeReceipt(json, block);
        else length = _decoder.DecodeReceipts(json, block);
        block.SourceBytes += length;
        if (IsForReceipts(index) && _form != ReceiptsForm.OneByOne) TryFinish(position, block);
        return length;
    }

    /// <summary>Another endpoint may have another block at that height: one that lacks receipts is fetched there again.</summary>
    private void GoTo(RpcEndpoint endpoint)
    {
        if (endpoint == _endpoint) return;
        _endpoint = endpoint;
        _isOversized = false;
        _stages.AsSpan(0, _blocks.Length).Replace(BlockFetchStage.Receipts, BlockFetchStage.Block);
    }

    private long DecodeBlock(in ReadOnlySequence<byte> json, BlockData block, int position)
    {
        ulong number = _first + (ulong)position;
        _isJoined[position] = false;
        _stages[position] = BlockFetchStage.Block;
        block.Reset();
        long length = _decoder.DecodeBlock(json, block);
        if (block.Header.Number == number) return length;
        throw new BlockCheckException(BlockCheck.BlockNumber, string.Create(
            CultureInfo.InvariantCulture, $"Block {number} was asked for and block {block.Header.Number} came. It is fetched again."));
    }

    private bool AddBlocks()
    {
        Clear(2 * _blocks.Length);
        BeginAlong();
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_stages[i] != BlockFetchStage.Block) continue;
            _positions[_batch.Count] = i;
            _batch.AddBlock(_first + (ulong)i, full: true);
            if (_isAlong) AddReceiptsAlong(i);
        }

        return _batch.Count > 0;
    }

    private void SettleBlocks()
    {
        for (int call = 0; call < _batch.Count; call++)
        {
            if (IsForReceipts(call)) continue;
            int position = _positions[call];
            if (_batch.At(call).Fault is RpcFault fault) Note(call, fault);
            else if (_stages[position] == BlockFetchStage.Complete) continue;
            else if (_blocks.Span[position].Transactions.Count > 0) _stages[position] = BlockFetchStage.Receipts;
            else Complete(position);
        }
    }

    private bool AddReceipts()
    {
        _isAlong = _isEarly = false;
        _form = _isOversized ? ReceiptsForm.OneByOne : _endpoint.Receipts.Current;
        Clear(CountReceiptCalls());
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_stages[i] == BlockFetchStage.Receipts) AddReceipts(i);
        }

        return _batch.Count > 0;
    }

    private void AddReceipts(int position)
    {
        BlockData block = _blocks.Span[position];
        ulong number = block.Header.Number;
        if (_form != ReceiptsForm.OneByOne)
        {
            _positions[_batch.Count] = position;
            if (_form == ReceiptsForm.ByHash) _batch.AddBlockReceipts(block.Header.Hash, number);
            else _batch.AddBlockReceipts(number);
            return;
        }

        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            _positions[_batch.Count] = position;
            _batch.AddTransactionReceipt(transaction.Hash, number);
        }
    }

    private int CountReceiptCalls()
    {
        if (_form != ReceiptsForm.OneByOne) return _blocks.Length;
        int calls = 0;
        foreach (BlockData block in _blocks.Span)
            calls += block.CountOf(Entity.Transaction);
        return calls;
    }

    private void SettleReceipts()
    {
        // The calls of one block follow one another.
        for (int call = 0; call < _batch.Count;)
        {
            int position = _positions[call];
            bool isJoined = true;
            bool isRefused = false;
            for (; call < _batch.Count && _positions[call] == position; call++)
            {
                if (!IsForReceipts(call)) continue;
                if (!Concerns(call, position))
                {
                    isJoined = false;
                    continue;
                }

                if (_batch.At(call).Fault is not RpcFault fault) continue;
                isJoined = false;

                // Where the method, its form or the size is refused the block is good: only its receipts are asked for otherwise.
                if (_endpoint.Receipts.Refused(_form, fault, _isEarly) || IsFirstOversize(fault)) continue;
                if (fault.Error != ChainSyncError.RpcNotFound || _form == ReceiptsForm.OneByOne || IsBlockDoubted()) _stages[position] = BlockFetchStage.Block;
                // However many of its receipts are wrong, the block was wrong once.
                if (!isRefused) isRefused = TryRefuse(position, fault);
                Note(_batch.MethodOf(call), _first + (ulong)position, fault);
            }

            if (isJoined) Complete(position);
        }
    }

    /// <summary>
    /// Receipts that are not there: mostly a replica behind the same address lags, and another has them; now and then the block has been replaced.
    /// By chance, because replicas that take turns would keep in step with any rule. Receipts that were asked for one by one are joined in part already.
    /// </summary>
    private static bool IsBlockDoubted() => Random.Shared.Next(OneDoubtIn) == 0;

    /// <summary>A block's receipts exceed the largest answer the node gives: within this range they are asked for one by one.</summary>
    private bool IsFirstOversize(RpcFault fault)
    {
        if (!fault.IsSizeLimit || _form == ReceiptsForm.OneByOne) return false;
        _isOversized = true;
        return true;
    }

    private void Note(int call, RpcFault fault) => Note(_batch.MethodOf(call), _positions[call], fault);

    private void Note(string method, int position, RpcFault fault)
    {
        TryRefuse(position, fault);
        Note(method, _first + (ulong)position, fault);
    }

    /// <summary>Counts a block as wrong when that is what the fault says.</summary>
    private bool TryRefuse(int position, RpcFault fault)
    {
        BlockCheckException? error = fault.Cause as BlockCheckException ?? (fault.Error == ChainSyncError.Decode ? Unreadable(position, fault) : null);
        if (error is null) return false;
        Refuse(position, error, isWhole: false);
        return true;
    }

    private BlockCheckException Unreadable(int position, RpcFault fault) => new(BlockCheck.Readable, string.Create(
        CultureInfo.InvariantCulture, $"An answer about block {_first + (ulong)position} is wrong: {fault.Reason}."));

    private void Note(string method, ulong block, RpcFault fault)
    {
        if (Fault is not null) return;
        Fault = fault;
        FaultMethod = method;
        FaultBlock = block;
    }

    private void Clear(int calls)
    {
        _batch.Clear();
        if (_positions.Length < calls) _positions = new int[Math.Max(calls, 2 * _positions.Length)];
    }
}
