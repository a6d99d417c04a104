using HighPerfChainSync.Chain;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing;

/// <summary>A source that makes blocks up: linked by their hashes, of any size, as late or as wrong as a test asks for.</summary>
public sealed class FakeBlockSource : IBlockSource
{
    private long _head;
    private int _fetching;
    private int _headRequests;
    private int _hashRequests;

    /// <summary>Creates a source whose newest block is <paramref name="head"/>.</summary>
    public FakeBlockSource(ulong head) => _head = (long)head;

    /// <summary>The newest block; may be moved while a stream runs.</summary>
    public ulong Head
    {
        get => (ulong)Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, (long)value);
    }

    /// <summary>The branches that it is on.</summary>
    public FakeChain Chain { get; } = new();

    /// <summary>The blocks of tags other than latest; null where it does not know the tag.</summary>
    public Func<BlockTag, ulong?> Tags { get; set; } = _ => null;

    /// <summary>Answers for the hash of a block instead of the chain, as another replica would.</summary>
    public Func<ulong, Hash256?>? HashAnswer { get; set; }

    /// <summary>Answers for the head instead of the chain.</summary>
    public Func<ChainHead>? HeadAnswer { get; set; }

    /// <inheritdoc/>
    public bool ReturnsPromptly { get; init; }

    /// <inheritdoc/>
    public bool WaitsForRoom { get; init; }

    /// <summary>Clock of its waits for news.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the node says of itself.</summary>
    public ChainIdentity Identity { get; init; } = new(31337, null, "fake");

    /// <summary>Bytes that a block's arena holds.</summary>
    public Func<ulong, int> BlockBytes { get; init; } = _ => 0;

    /// <summary>Transactions of a block.</summary>
    public Func<ulong, int> Transactions { get; init; } = _ => 1;

    /// <summary>Whether it can be asked for the hash of an old block.</summary>
    public bool KnowsHashes { get; init; } = true;

    /// <summary>Runs before a range is filled: waits, throws, or nothing.</summary>
    public Func<ulong, CancellationToken, Task>? BeforeFetch { get; set; }

    /// <summary>The first block of another branch: its parent hash is not the hash of the block before it.</summary>
    public ulong? ForkAt { get; init; }

    /// <summary>Calls of <see cref="FetchAsync"/> under way.</summary>
    public int Fetching => Volatile.Read(ref _fetching);

    /// <summary>Calls of <see cref="GetHeadAsync"/>.</summary>
    public int HeadRequests => Volatile.Read(ref _headRequests);

    /// <summary>Calls of <see cref="TryGetHashAsync"/>.</summary>
    public int HashRequests => Volatile.Read(ref _hashRequests);

    /// <summary>Whether it has been closed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The hash of a block of the main branch.</summary>
    public static Hash256 HashOf(ulong number) => FakeChain.HashOf(number, 0);

    /// <inheritdoc/>
    public ValueTask<ChainIdentity> GetIdentityAsync(CancellationToken cancellationToken) => new(Identity);

    /// <inheritdoc/>
    public ValueTask<ChainHead> GetHeadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _headRequests);
        return new ValueTask<ChainHead>(HeadAnswer?.Invoke() ?? At(Head));
    }

    /// <inheritdoc/>
    public ValueTask<ChainHead?> TryGetHeadAsync(BlockTag tag, CancellationToken cancellationToken) => new(Tags(tag) is ulong number ? At(number) : null);

    /// <inheritdoc/>
    public async ValueTask WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await Task.Delay(atMost, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public ValueTask<Hash256?> TryGetHashAsync(ulong number, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _hashRequests);
        if (HashAnswer is not null) return new(HashAnswer(number));
        return new(KnowsHashes && number <= Head ? Chain.At(number).Hash : null);
    }

    /// <inheritdoc/>
    public ValueTask FetchAsync(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, CancellationToken cancellationToken)
    {
        if (BeforeFetch is not null || WaitsForRoom) return FetchSlowAsync(first, blocks, fetched, cancellationToken);
        Fill(first, blocks.Span, fetched);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private ChainHead At(ulong number) => new(number, Chain.At(number).Hash, 1_700_000_000 + number);

    private async ValueTask FetchSlowAsync(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _fetching);
        try
        {
            if (BeforeFetch is not null) await BeforeFetch(first, cancellationToken).ConfigureAwait(false);
            if (WaitsForRoom) await fetched.WaitForRoomAsync().ConfigureAwait(false);
            Fill(first, blocks.Span, fetched);
        }
        finally
        {
            Interlocked.Decrement(ref _fetching);
        }
    }

    private void Fill(ulong first, ReadOnlySpan<BlockData> blocks, IFetchedBlocks fetched)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            ulong number = first + (ulong)i;
            BlockData block = blocks[i];
            block.Reset();
            block.Header.Number = number;
            (block.Header.Hash, block.Header.ParentHash) = Chain.At(number);
            if (number == ForkAt) block.Header.ParentHash = HashOf(number + 1000);
            block.Header.Timestamp = 1_700_000_000 + number;
            for (int transaction = Transactions(number); transaction > 0; transaction--) block.Transactions.Add().RollupIndex = -1;
            int bytes = BlockBytes(number);
            block.Arena.Reserve(bytes, out _);
            block.SourceBytes = bytes;
            fetched.OnComplete(block);
        }
    }
}
