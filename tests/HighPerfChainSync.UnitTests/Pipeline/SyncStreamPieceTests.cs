using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>A block whose encoded form exceeds its share of the budget passes in pieces, alone in its commit.</summary>
public sealed class SyncStreamPieceTests
{
    private const ulong Giant = 20;

    /// <summary>About 1,400 bytes each in JSON.</summary>
    private const int GiantTransactions = 9000;

    private readonly List<long> _pieces = [];
    private int _records;
    private ulong _largest;

    [Fact]
    public async Task A_giant_block_is_alone_in_its_commit_and_never_held_whole()
    {
        await using StreamRun run = Start(TakePiecesAsync);

        await run.RunWellAsync();

        run.AssertCommitted(0, 40);
        Assert.Equal(Giant, _largest);
        Assert.Equal(1 + GiantTransactions, _records);
        Assert.True(_pieces.Count >= 5, $"The block came in {_pieces.Count} pieces.");
        Assert.All(_pieces, static bytes => Assert.InRange(bytes, 1, 2 << 20));
        int before = 0;
        int index = 0;
        while (before < (int)Giant) before += run.Sink.Commits[index++];
        Assert.Equal((int)Giant, before);
        Assert.Equal(1, run.Sink.Commits[index]);
        Assert.Equal(41 + 40 + GiantTransactions, run.Stream.Status.RecordsCommitted);
    }

    [Fact]
    public async Task A_sink_that_takes_no_pieces_gets_it_whole()
    {
        await using StreamRun run = Start(TakePiecesAsync, takesPieces: false);

        await run.RunWellAsync();

        run.AssertCommitted(0, 40);
        Assert.Equal(1 + GiantTransactions, _records);
        Assert.Single(_pieces);
    }

    [Fact]
    public async Task An_error_between_two_pieces_ends_the_stream_before_the_block()
    {
        await using StreamRun run = Start(static (block, _) =>
        {
            if (!block.IsInPieces) return Task.CompletedTask;
            Assert.True(block.NextPiece());
            throw new ChainSyncException(ChainSyncError.Sink, "full");
        });

        Assert.IsType<ChainSyncException>(await run.RunAsync());

        run.AssertCommitted(0, Giant - 1);
    }

    [Fact]
    public async Task A_failing_commit_before_it_returns_the_block()
    {
        int commits = 0;
        await using StreamRun run = Start(TakePiecesAsync, onCommit: () => commits++ == 0 ? throw new ChainSyncException(ChainSyncError.Sink, "full") : Task.CompletedTask);

        Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Empty(run.Sink.Committed);
    }

    private static StreamRun Start(Func<BlockData, CancellationToken, Task> onWrite, bool takesPieces = true, Func<Task>? onCommit = null) => new(
        new FakeBlockSource(40) { Transactions = static number => number == Giant ? GiantTransactions : 1 },
        new FakeBlockSink
        {
            NeedsEncoding = true,
            TakesPieces = takesPieces,
            Limits = new(1000, long.MaxValue, TimeSpan.FromHours(1)),
            OnWrite = onWrite,
            OnCommit = onCommit is null ? null : _ => onCommit(),
        },
        static o => o with { To = 40, Entities = EntitySet.Default, Format = "json", Pipeline = o.Pipeline with { BudgetBytes = 4 << 20 } });

    private Task TakePiecesAsync(BlockData block, CancellationToken cancel)
    {
        if (block.Transactions.Count < GiantTransactions) return Task.CompletedTask;
        _largest = block.Header.Number;
        block.FirstPiece();
        do
        {
            _pieces.Add(block.Encoded.TotalBytes);
            _records += block.Encoded.Records.Length;
        }
        while (block.NextPiece());
        return Task.CompletedTask;
    }
}
