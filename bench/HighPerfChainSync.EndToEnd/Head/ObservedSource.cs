using HighPerfChainSync.Chain;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>Notes when the node's answers first name a block, and when the block is here.</summary>
internal sealed class ObservedSource(IBlockSource source, BlockTimes times) : IBlockSource
{
    public bool ReturnsPromptly => source.ReturnsPromptly;

    public bool WaitsForRoom => source.WaitsForRoom;

    public ValueTask<ChainIdentity> GetIdentityAsync(CancellationToken cancellationToken) => source.GetIdentityAsync(cancellationToken);

    public async ValueTask<ChainHead> GetHeadAsync(CancellationToken cancellationToken)
    {
        ChainHead head = await source.GetHeadAsync(cancellationToken);
        BlockTimes.Note(times.Named, head.Number);
        return head;
    }

    public ValueTask<ChainHead?> TryGetHeadAsync(BlockTag tag, CancellationToken cancellationToken) => source.TryGetHeadAsync(tag, cancellationToken);

    public ValueTask WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellationToken) => source.WaitForNewsAsync(atMost, cancellationToken);

    public ValueTask<Hash256?> TryGetHashAsync(ulong number, CancellationToken cancellationToken) => source.TryGetHashAsync(number, cancellationToken);

    public void BeginNew(ulong first) => source.BeginNew(first);

    public ValueTask FetchAsync(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, CancellationToken cancellationToken) =>
        source.FetchAsync(first, blocks, new ObservedBlocks(fetched, times), cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private sealed class ObservedBlocks(IFetchedBlocks fetched, BlockTimes times) : IFetchedBlocks
    {
        public void OnComplete(BlockData block)
        {
            BlockTimes.Note(times.Fetched, block.Header.Number);
            fetched.OnComplete(block);
        }

        public bool HasRoom => fetched.HasRoom;

        public ValueTask WaitForRoomAsync() => fetched.WaitForRoomAsync();
    }
}
