using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Rpc;

/// <content>The end of each block: joined with its receipts, verified, and handed to who asked for it.</content>
internal sealed partial class BlockFetch
{
    /// <summary>Finishes a block whose receipts have just been read. What is wrong with it is found again, and dealt with, when the request is settled.</summary>
    private void TryFinish(int position, BlockData block)
    {
        _isJoined[position] = true;
        BlockVerifier verifier = gate.RentVerifier();
        try
        {
            if (Check(block, verifier).IsGood) Take(position, block, isGood: true);
        }
        catch (BlockCheckException)
        {
            // Its stage has not changed.
        }
        finally
        {
            gate.Return(verifier);
        }
    }

    /// <summary>Finishes a block; when its parts do not fit it goes back to the start.</summary>
    private void Complete(int position)
    {
        BlockData block = _blocks.Span[position];
        BlockVerifier verifier = gate.RentVerifier();
        try
        {
            BlockVerdict verdict = Check(block, verifier);
            if (verdict.IsGood || IsTakenUnverified(position, block, verdict)) Take(position, block, verdict.IsGood);
        }
        catch (BlockCheckException e)
        {
            metrics.Fault(e.Error, _endpoint.Client.Endpoint);
            _stages[position] = BlockFetchStage.Block;
            Note("eth_getBlockReceipts", position, new RpcFault(e.Error, e.Message.TrimEnd('.')) { Cause = e });
        }
        finally
        {
            gate.Return(verifier);
        }
    }

    /// <summary>Joins a block and verifies it.</summary>
    private BlockVerdict Check(BlockData block, BlockVerifier verifier)
    {
        long start = ThreadCpu.Uncounted;
        _decoder.Complete(block);
        metrics.StageDone(ProcessingStage.Decode, start);
        RequireSameFork(block);
        start = ThreadCpu.Uncounted;
        BlockVerdict verdict = verifier.Verify(block);
        metrics.StageDone(ProcessingStage.Verify, start);
        return verdict;
    }

    private void Take(int position, BlockData block, bool isGood)
    {
        if (isGood) gate.Accept(block.Header.Number);
        _stages[position] = BlockFetchStage.Complete;
        _fetched!.OnComplete(block);
    }

    /// <summary>Ends a run whose blocks are all complete: until then any of them may be fetched again, so that only now each counts once.</summary>
    private void HandOn()
    {
        foreach (BlockData block in _blocks.Span) gate.HandOn(block);
    }

    /// <summary>Receipts that name another block are of another fork, whatever transactions they share.</summary>
    private static void RequireSameFork(BlockData block)
    {
        if ((block.Findings & (BlockFindings.ReceiptBlockHash | BlockFindings.ReceiptBlockNumber)) == 0) return;
        throw new BlockCheckException(BlockCheck.ReceiptBlock, string.Create(
            CultureInfo.InvariantCulture,
            $"Block {block.Header.Number} ({block.Header.Hash}): its receipts name another block. Both are fetched again."));
    }
}
