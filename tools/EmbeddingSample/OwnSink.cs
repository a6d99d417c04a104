using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.EmbeddingSample;

/// <summary>A sink of one's own: what a commit makes durable, and where to resume, is up to it. This one counts.</summary>
internal sealed class OwnSink : IBlockSink
{
    private int _written;

    public int Committed { get; private set; }

    // It reads the records themselves.
    public bool NeedsEncoding => false;

    public SinkLimits Limits { get; } = new(MaxBlocks: 50, MaxBytes: 16 << 20, MaxDelay: TimeSpan.FromSeconds(1));

    public static async Task<int> CountTransfersAsync(StreamOptions options)
    {
        var sink = new OwnSink();
        await using var stream = new SyncStream(options, sink);
        await stream.RunAsync(CancellationToken.None);
        return sink.Committed;
    }

    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken) => new((StreamProgress?)null);

    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        _written += block.TokenTransfers.Count;
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Committed = _written;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
