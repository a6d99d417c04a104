using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc.Endpoints;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Rpc;

/// <content>What is checked: that blocks follow one another, and each block once it is complete; what is wrong is fetched again.</content>
internal sealed partial class BlockFetch
{
    /// <summary>How often a run of blocks that do not follow one another is fetched again, in part and in whole by turns.</summary>
    private const int MaxBreaks = 6;

    /// <summary>An endpoint with so many faults in a row does not answer: what the others agree on is not put to it.</summary>
    private const int SilentFaults = 3;

    private Refusals[] _refusals = [];
    private int _breaks;

    /// <summary>Decides what becomes of a block that is wrong.</summary>
    /// <returns>Whether it is to be taken all the same; otherwise it is fetched again.</returns>
    private bool IsTakenUnverified(int position, BlockData block, BlockVerdict verdict)
    {
        var error = new BlockCheckException(verdict.Failed, string.Create(
            CultureInfo.InvariantCulture, $"Block {block.Header.Number} ({block.Header.Hash}) is wrong: {verdict.Detail}."));
        if (Refuse(position, error, isWhole: true)) return true;
        metrics.Fault(error.Error, _endpoint.Client.Endpoint);
        _stages[position] = BlockFetchStage.Block;
        Note("eth_getBlockReceipts", _first + (ulong)position, new RpcFault(error.Error, $"{error.Message.TrimEnd('.')} ({error.Checks})") { Cause = error });
        return false;
    }

    private bool Refuse(int position, BlockCheckException error, bool isWhole)
    {
        ref Refusals own = ref RefusalsOf(position, _endpoint);
        own = new Refusals(error.Checks, own.Checks == error.Checks ? own.Count + 1 : 1);
        return gate.Refuse(_first + (ulong)position, error.Checks, AgreedTries(position, own), _endpoint.Client.Endpoint, error.Message, isWhole);
    }

    /// <summary>How often every endpoint that answers has found just this; 0 while one has not, or found something else.</summary>
    private int AgreedTries(int position, Refusals own)
    {
        foreach (RpcEndpoint endpoint in endpoints.All)
        {
            if (endpoint == _endpoint || endpoint.IsExcluded) continue;
            Refusals other = RefusalsOf(position, endpoint);
            bool isSilent = other.Count == 0 && endpoint.Health.Faults >= SilentFaults;
            if (!isSilent && (other.Checks != own.Checks || other.Count < own.Count)) return 0;
        }

        return own.Count;
    }

    private ref Refusals RefusalsOf(int position, RpcEndpoint endpoint) => ref _refusals[(position * endpoints.All.Length) + endpoint.Index];

    private void BeginChecks()
    {
        int count = _blocks.Length * endpoints.All.Length;
        if (_refusals.Length < count) _refusals = new Refusals[count];
        Array.Clear(_refusals, 0, count);
        _breaks = 0;
    }

    /// <summary>What was refused and did not come right is not waited for here any more.</summary>
    private void EndChecks()
    {
        for (int i = 0; i < _blocks.Length * endpoints.All.Length; i++)
        {
            if (_refusals[i].Count > 0) gate.GiveUp(_first + (ulong)(i / endpoints.All.Length));
        }
    }

    /// <summary>
    /// Finds neighbours that do not follow one another: the nodes behind one address may be on different branches, and the chain may change
    /// while a run of blocks is fetched. What lies behind the break is fetched again; when that does not help, all of it, since it may be
    /// the first part that is out of date. What stays so is handed on: whoever takes the blocks compares their parents again.
    /// </summary>
    private void CutAtBreak()
    {
        Span<BlockFetchStage> stages = _stages.AsSpan(0, _blocks.Length);
        for (int i = 1; i < stages.Length; i++)
        {
            if (stages[i - 1] == BlockFetchStage.Block || stages[i] == BlockFetchStage.Block) continue;
            ref readonly BlockHeader before = ref _blocks.Span[i - 1].Header;
            ref readonly BlockHeader header = ref _blocks.Span[i].Header;
            if (header.ParentHash == before.Hash) continue;
            if (_breaks++ == MaxBreaks) return;
            var error = new BlockCheckException(BlockCheck.ParentHash, string.Create(
                CultureInfo.InvariantCulture, $"Block {header.Number} names {header.ParentHash} as its parent, but block {before.Number} came with the hash {before.Hash}."));
            // Back to the first stage, which is to fetch the block.
            stages[(_breaks % 2 == 1 ? i : 0)..].Clear();
            metrics.Fault(error.Error, _endpoint.Client.Endpoint);
            metrics.CheckFailed(BlockCheck.ParentHash, _endpoint.Client.Endpoint);
            Note("eth_getBlockByNumber", header.Number, new RpcFault(error.Error, error.Message.TrimEnd('.')) { Cause = error });
            return;
        }
    }

    private readonly record struct Refusals(CheckSet Checks, int Count);
}
