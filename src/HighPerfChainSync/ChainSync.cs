using System.Runtime.CompilerServices;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync;

/// <summary>Reads a chain without a sink: <c>await foreach (BlockData block in ChainSync.ReadBlocksAsync(options))</c>.</summary>
public static class ChainSync
{
    /// <summary>Reads decoded blocks in strict order, fetched ahead within the byte budget, from <see cref="StreamOptions.From"/> to <see cref="StreamOptions.To"/>, or on and on at the head.</summary>
    /// <param name="options">What to read. Entities and format have no meaning here: blocks come with all their records, not encoded.</param>
    /// <param name="after">
    /// How far the caller has come: reading begins behind that block, whatever <see cref="StreamOptions.From"/> says, and the first block must name its hash as
    /// parent. Null begins at the start asked for; <see cref="StartPosition.Resume"/> is block 0 then.
    /// </param>
    /// <param name="services">What the reader takes from the program; null takes defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Blocks that are each valid until the next is asked for, or the loop is left: they go back to their pool then. Copy what is kept, and never return them.</returns>
    /// <remarks>
    /// A block that has been handed out is not taken back: a reorganisation below it ends the reading with
    /// <see cref="Diagnostics.ChainSyncError.ParentMismatch"/>. Staying behind the head avoids that: <see cref="StreamOptions.Emit"/>.
    /// </remarks>
    /// <exception cref="Diagnostics.ChainSyncException">An option cannot be used, the node can never deliver, or a block does not fit the one before it.</exception>
    public static IAsyncEnumerable<BlockData> ReadBlocksAsync(
        StreamOptions options,
        StreamProgress? after = null,
        SyncStreamServices? services = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Pipeline.Validate();
        return ReadAsync(options, after, services ?? new SyncStreamServices(), cancellationToken);
    }

    private static async IAsyncEnumerable<BlockData> ReadAsync(
        StreamOptions options, StreamProgress? after, SyncStreamServices services, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = new BlockReader(options, services);
        await using (reader.ConfigureAwait(false))
        {
            await reader.OpenAsync(after, cancel).ConfigureAwait(false);
            while (await reader.MoveNextAsync(cancel).ConfigureAwait(false))
                yield return reader.Current;
        }
    }
}
