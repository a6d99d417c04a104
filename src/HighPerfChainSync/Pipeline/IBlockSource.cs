using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Where blocks come from: a node over JSON-RPC, or a test's own.</summary>
/// <remarks>
/// Every call retries by itself, with back-off, until it succeeds or is cancelled: a fault of the node never ends the process.
/// Exceptions other than cancellation are faults that no retry mends. Thread: any, calls run side by side.
/// </remarks>
public interface IBlockSource : IAsyncDisposable
{
    /// <summary>
    /// Whether its calls never block, and compute little before they return to wait. Then they are made at once by the stage that has made room for further
    /// blocks; else on a thread of the pool, so that a source that blocks, or decodes what it has already, holds nobody up.
    /// </summary>
    bool ReturnsPromptly => false;

    /// <summary>
    /// Whether <see cref="FetchAsync"/> takes memory for blocks only after it has waited for room (<see cref="IFetchedBlocks.WaitForRoomAsync"/>). Then it is
    /// called before there is room, so that a node that takes its time is asked early; else afterwards.
    /// </summary>
    bool WaitsForRoom => false;

    /// <summary>Asks which chain this is.</summary>
    ValueTask<ChainIdentity> GetIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Asks for the newest block.</summary>
    ValueTask<ChainHead> GetHeadAsync(CancellationToken cancellationToken);

    /// <summary>Asks for the newest block of a kind, with few repetitions.</summary>
    /// <param name="tag">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the node has no such block yet, or does not know the tag.</returns>
    ValueTask<ChainHead?> TryGetHeadAsync(BlockTag tag, CancellationToken cancellationToken) => ValueTask.FromResult<ChainHead?>(null);

    /// <summary>Waits until there may be a new block: until the node announces one, or the time is over. A hint, never more.</summary>
    /// <param name="atMost">When to look in any case.</param>
    /// <param name="cancellationToken">Ends the wait; it then returns early, without an error.</param>
    async ValueTask WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await Task.Delay(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Asks for the hash of one block, with few repetitions.</summary>
    /// <returns>Null when it cannot be had: an old block of a pruned node, or a source that has no such call.</returns>
    ValueTask<Hash256?> TryGetHashAsync(ulong number, CancellationToken cancellationToken) => ValueTask.FromResult<Hash256?>(null);

    /// <summary>Says where a stream begins that has no progress yet, before its first block is fetched.</summary>
    /// <param name="first">Its first block.</param>
    void BeginNew(ulong first)
    {
    }

    /// <summary>Fills blocks with heights <paramref name="first"/>, first + 1, … with their receipts joined and token transfers read.</summary>
    /// <param name="first">Height of the first block.</param>
    /// <param name="blocks">Empty blocks, one a height; they stay the caller's.</param>
    /// <param name="fetched">Is told of each block when it is complete, in any order; of all of them before the call returns.</param>
    /// <param name="cancellationToken">Gives up; the blocks' content is then undefined.</param>
    ValueTask FetchAsync(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, CancellationToken cancellationToken);
}
