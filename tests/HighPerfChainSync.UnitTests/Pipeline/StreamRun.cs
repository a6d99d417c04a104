using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>One stream over a fake source and a fake sink, which proves at its end that nothing was lost: every block back, source and sink closed.</summary>
internal sealed class StreamRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();

    public StreamRun(
        FakeBlockSource source, FakeBlockSink sink, Func<StreamOptions, StreamOptions>? change = null, ILoggerFactory? loggers = null, Func<IRecordEncoder>? encoder = null)
    {
        Source = source;
        Sink = sink;
        Pool = new BlockDataPool(512, new SlabPool(4096, 256));
        StreamOptions options = new()
        {
            Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") },
            Pipeline = new PipelineOptions { MinPollInterval = TimeSpan.FromMilliseconds(2), MaxPollInterval = TimeSpan.FromMilliseconds(20) },
        };
        Options = change?.Invoke(options) ?? options;
        Stream = new SyncStream(Options, sink, new SyncStreamServices
        {
            Source = (_, _, _) => source,
            Pool = Pool,
            Encoder = encoder,
            Loggers = loggers ?? NullLoggerFactory.Instance,
        });
    }

    public FakeBlockSource Source { get; }

    public FakeBlockSink Sink { get; }

    public StreamOptions Options { get; }

    public BlockDataPool Pool { get; }

    public SyncStream Stream { get; }

    public void Stop() => _stop.Cancel();

    public void Abort() => _abort.Cancel();

    /// <summary>Runs to the end and checks what holds after every end.</summary>
    public async Task<Exception?> RunAsync()
    {
        Exception? error = await Record.ExceptionAsync(() => Stream.RunAsync(_stop.Token, _abort.Token).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, Pool.Outstanding);
        Assert.Equal(0, Stream.Status.BudgetUsed);
        Assert.Equal(0, Source.Fetching);
        Assert.True(Source.IsDisposed, "The source was not closed.");
        Assert.Equal(1, Sink.Closed);
        return error;
    }

    public async Task RunWellAsync() => Assert.Null(await RunAsync());

    public void AssertCommitted(ulong first, ulong last)
    {
        IReadOnlyList<ulong> committed = Sink.Committed;
        Assert.Equal((int)(last - first + 1), committed.Count);
        for (int i = 0; i < committed.Count; i++) Assert.Equal(first + (ulong)i, committed[i]);
    }

    /// <summary>Checks that a consumer that applies retractions ends with exactly the source's chain, and with nothing twice.</summary>
    public void AssertCanonical(ulong first, ulong last)
    {
        AssertCommitted(first, last);
        foreach ((ulong number, Hash256 hash) in Sink.View) Assert.Equal(Source.Chain.At(number).Hash, hash);
    }

    /// <summary>Runs until the sink has the source's newest block.</summary>
    public async Task<Task<Exception?>> FollowAsync()
    {
        Task<Exception?> running = RunAsync();
        await UntilCaughtUpAsync();
        return running;
    }

    /// <summary>Waits until the newest committed block is the source's newest.</summary>
    public Task UntilCaughtUpAsync() => Until.TrueAsync(
        () => Sink.View is [.., (ulong number, Hash256 hash)] && number == Source.Head && hash == Source.Chain.At(number).Hash, "the head is committed");

    /// <summary>Stops a stream that follows the head, and checks that it ends well.</summary>
    public async Task StopWellAsync(Task<Exception?> running)
    {
        Stop();
        Assert.Null(await running);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Pool.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }
}
