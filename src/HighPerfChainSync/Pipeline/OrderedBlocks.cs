using System.Threading.Channels;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>The first half of a stream: planner, fetchers and sequencer, joined by channels, up to a channel of blocks in strict order.</summary>
/// <remarks>
/// Whoever reads <see cref="Reader"/> owns the blocks, gives each back with <see cref="PipelineContext.Discard"/>, and reads to the end,
/// also after an error or a stop: a stage that no longer reads would leave those before it waiting.
/// </remarks>
internal sealed class OrderedBlocks
{
    /// <summary>Ranges that may be ahead of the sequencer, for each fetcher: one under way and some that wait for a slow one before them.</summary>
    private const int WindowPerFetcher = 4;

    private readonly PipelineContext _context;
    private readonly Channel<BlockData> _ordered;
    private readonly FetchWorker[] _workers;
    private readonly BlockSequencer _sequencer;

    /// <summary>Joins the stages; nothing runs yet.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="head">The node's head.</param>
    /// <param name="first">First block.</param>
    public OrderedBlocks(PipelineContext context, HeadTracker head, ulong first)
    {
        _context = context;
        int fetchers = context.Board.Fetchers.Length;
        int window = fetchers * WindowPerFetcher;
        Channel<FetchWorker> free = Create<FetchWorker>(fetchers, singleWriter: false, context.PlansAtOnce);
        Channel<FetchRange> planned = Create<FetchRange>(window, singleWriter: true, runsOnAtOnce: true);
        Channel<FetchRange> recycled = Create<FetchRange>(window + fetchers, singleWriter: true, runsOnAtOnce: true);
        _ordered = Create<BlockData>(context.Options.MaxBlocksPerRange, singleWriter: true, runsOnAtOnce: !context.CallerReads);
        Channel<FetchRange> roomless = Create<FetchRange>(fetchers, singleWriter: true, context.PlansAtOnce);
        Planner = new RangePlanner(context, head, first, free.Reader, planned.Writer, roomless.Writer, recycled.Reader);
        Room = new RoomStage(context, roomless.Reader, first);
        _sequencer = new BlockSequencer(context, planned.Reader, _ordered.Writer, recycled.Writer);
        _workers = new FetchWorker[fetchers];
        for (int i = 0; i < fetchers; i++)
            _workers[i] = new FetchWorker(context, free.Writer, context.Board.Fetchers[i]);
    }

    /// <summary>The blocks, in order.</summary>
    public ChannelReader<BlockData> Reader => _ordered.Reader;

    /// <summary>The planner.</summary>
    public RangePlanner Planner { get; }

    /// <summary>What takes room for the blocks.</summary>
    public RoomStage Room { get; }

    /// <summary>
    /// Whether a range waits for room that is held by blocks not yet committed. When more of them are on their way to the sink, these are waited for; when all
    /// that have room are there, or half of the budget, nothing else makes room.
    /// </summary>
    public bool NeedsRoomOf(OpenCommit open) =>
        _context.Budget.IsAwaited && (open.Charge >= _context.Budget.LimitBytes / 2 || Room.Next == open.Last + 1);

    /// <summary>Runs the stages until the last block wanted, a stop or an error.</summary>
    public async Task RunAsync()
    {
        var workers = new Task[_workers.Length];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = Task.Run(_workers[i].RunAsync);
        Task sequencer = Task.Run(_sequencer.RunAsync);
        Task room = Task.Run(Room.RunAsync);
        await Task.Run(Planner.RunAsync).ConfigureAwait(false);
        foreach (FetchWorker worker in _workers) worker.Complete();
        await Task.WhenAll(workers).ConfigureAwait(false);
        await room.ConfigureAwait(false);
        await sequencer.ConfigureAwait(false);
    }

    /// <summary>A channel as all stages use it: bounded, one reader.</summary>
    /// <param name="capacity">Items.</param>
    /// <param name="singleWriter">Whether one stage writes.</param>
    /// <param name="runsOnAtOnce">
    /// Whether a reader that waits goes on at once, on the writer's thread. On the pool it would stand behind the blocks that fetchers decode, once for each
    /// stage, and what it hands on would keep its room as long. A stage is never entered while it runs, so the depth is bounded by their number. False for a
    /// reader that may block.
    /// </param>
    internal static Channel<T> Create<T>(int capacity, bool singleWriter, bool runsOnAtOnce) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            SingleWriter = singleWriter,
            AllowSynchronousContinuations = runsOnAtOnce,
        });
}
