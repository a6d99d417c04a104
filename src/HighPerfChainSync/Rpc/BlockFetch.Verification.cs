using System.Globalization;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Rpc;

/// <content>What happens to a block that is complete: it is verified, and fetched again when it is wrong.</content>
internal sealed partial class BlockFetch
{
    private readonly BlockVerifier _verifier = gate.CreateVerifier();
    private Refusals[] _refusals = [];

    /// <summary>Verifies a block.</summary>
    /// <returns>Whether it is to be taken; otherwise it is fetched again.</returns>
    private bool IsGood(int position, BlockData block)
    {
        BlockVerdict verdict = _verifier.Verify(block);
        if (verdict.IsGood)
        {
            gate.Accept(block, verdict);
            return true;
        }

        var error = new BlockCheckException(verdict.Failed, string.Create(
            CultureInfo.InvariantCulture, $"Block {block.Header.Number} ({block.Header.Hash}) is wrong: {verdict.Detail}."));
        if (Refuse(position, error, isWhole: true)) return true;
        metrics.Fault(error.Error);
        _stages[position] = BlockFetchStage.Block;
        Note("eth_getBlockReceipts", _first + (ulong)position, new RpcFault(error.Error, $"{error.Message.TrimEnd('.')} ({error.Checks})") { Cause = error });
        return false;
    }

    private bool Refuse(int position, BlockCheckException error, bool isWhole)
    {
        ref Refusals refusals = ref _refusals[position];
        refusals = new Refusals(error.Checks, refusals.Checks == error.Checks ? refusals.Count + 1 : 1);
        return gate.Refuse(_first + (ulong)position, error.Checks, refusals.Count, client.Endpoint, error.Message, isWhole);
    }

    /// <summary>What was refused and did not come right is not waited for here any more.</summary>
    private void EndRefusals()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_refusals[i].Count > 0) gate.GiveUp(_first + (ulong)i);
        }
    }

    private readonly record struct Refusals(CheckSet Checks, int Count);
}
