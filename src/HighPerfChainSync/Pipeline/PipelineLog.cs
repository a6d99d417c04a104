using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>The messages of the pipeline, 3000 to 3099.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(3000, LogLevel.Information, "{Chain} (chain id {ChainId}, node {Client}): {Entities} as {Format} from block {First} to {Last}.")]
    public static partial void Begins(ILogger logger, string chain, ulong chainId, string client, string entities, string format, ulong first, string last);

    [LoggerMessage(3001, LogLevel.Information, "{Chain}: resumes after block {Committed}.")]
    public static partial void Resumes(ILogger logger, string chain, ulong committed);

    [LoggerMessage(3002, LogLevel.Information, "{Chain}: all blocks up to {Last} are committed already.")]
    public static partial void NothingToDo(ILogger logger, string chain, ulong last);

    [LoggerMessage(3003, LogLevel.Information, "{Chain}: stops; what is in order is committed first.")]
    public static partial void Stops(ILogger logger, string chain);

    [LoggerMessage(3004, LogLevel.Information, "{Chain}: has ended; {Blocks} blocks and {Records} records were committed in this run, the last block is {Last}.")]
    public static partial void Ended(ILogger logger, string chain, long blocks, long records, string last);

    [LoggerMessage(3005, LogLevel.Warning, "{Chain}: was aborted; what was not committed is dropped and will be read again.")]
    public static partial void Aborted(ILogger logger, string chain);

    [LoggerMessage(3006, LogLevel.Debug, "{Chain}: the node has no block 0 and not the stream's first block {First}: whether it is the same chain shows with the next parent hash.")]
    public static partial void NoAnchor(ILogger logger, string chain, ulong first);

    [LoggerMessage(3007, LogLevel.Warning, "{Chain}: the node's newest block is {Head}; waits until it has block {Next}.")]
    public static partial void BeyondHead(ILogger logger, string chain, ulong head, ulong next);

    [LoggerMessage(3010, LogLevel.Warning, "{Chain}: no progress for {Still}: {Stages}.")]
    public static partial void Stalled(ILogger logger, string chain, TimeSpan still, string stages);

    [LoggerMessage(3011, LogLevel.Information, "{Chain}: no new block for {Still}: {Stages}.")]
    public static partial void NoNewBlock(ILogger logger, string chain, TimeSpan still, string stages);

    [LoggerMessage(3012, LogLevel.Information, "{Chain}: moves again after {Still}.")]
    public static partial void MovesAgain(ILogger logger, string chain, TimeSpan still);

    [LoggerMessage(3030, LogLevel.Warning, "{Chain}: reorganisation of {Depth} committed blocks: block {Last} was {Old} and is {New}; both branches have block {Ancestor} ({AncestorHash}). Reads the new branch up to block {Target}, then takes back and writes in one commit.")]
    public static partial void Rewinds(
        ILogger logger, string chain, ulong depth, ulong last, Primitives.Hash256 old, Primitives.Hash256 @new, ulong ancestor, Primitives.Hash256 ancestorHash, ulong target);

    [LoggerMessage(3031, LogLevel.Warning, "{Chain}: the reorganisation of {Depth} blocks is committed; blocks {First} to {Last} are of the new branch.")]
    public static partial void Reorganised(ILogger logger, string chain, ulong depth, ulong first, ulong last);

    [LoggerMessage(3032, LogLevel.Information, "{Chain}: {Reason} Nothing committed is concerned; reads again from block {Next}.")]
    public static partial void ReadsAgain(ILogger logger, string chain, string reason, ulong next);

    [LoggerMessage(3033, LogLevel.Warning, "{Chain}: the node gives no consistent branch after {Tries} tries; asks again in {Delay}. {Reason}")]
    public static partial void StaysBroken(ILogger logger, string chain, int tries, TimeSpan delay, string reason);

    [LoggerMessage(3034, LogLevel.Warning, "{Chain}: {Reason} The node does not name its hash of block {Missing} now, so it is not known where the branches part; asks again in {Delay}.")]
    public static partial void WaitsForHash(ILogger logger, string chain, string reason, ulong missing, TimeSpan delay);

    [LoggerMessage(3035, LogLevel.Warning, "{Chain}: the node's branch leaves the committed one at block {Ancestor}, below block {Finalized} that the node calls finalized. It is followed.")]
    public static partial void BelowFinalized(ILogger logger, string chain, ulong ancestor, ulong finalized);

    [LoggerMessage(3020, LogLevel.Error, "{Chain}: the stream failed ({Error}).")]
    public static partial void Failed(ILogger logger, string chain, ChainSyncError error, Exception exception);
}
