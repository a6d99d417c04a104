using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>Notes when a block comes to the sink, and when it is committed.</summary>
internal sealed class ObservedSink(IBlockSink sink, BlockTimes times) : IBlockSink
{
    private readonly List<ulong> _open = [];

    public bool NeedsEncoding => sink.NeedsEncoding;

    public bool KeepsBlocks => sink.KeepsBlocks;

    public bool ReturnsPromptly => sink.ReturnsPromptly;

    public bool ReadsRecords => sink.ReadsRecords;

    public bool CanRetract => sink.CanRetract;

    public SinkLimits Limits => sink.Limits;

    /// <summary>Commits so far.</summary>
    public int Commits { get; private set; }

    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken) => sink.OpenAsync(stream, cancellationToken);

    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        BlockTimes.Note(times.Encoded, block.Header.Number);
        _open.Add(block.Header.Number);
        return sink.WriteAsync(block, cancellationToken);
    }

    public ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken) => sink.RetractAsync(ancestor, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => sink.ReleaseAsync(cancellationToken);

    public ValueTask<Hash256?> TryFindHashAsync(ulong number, CancellationToken cancellationToken) => sink.TryFindHashAsync(number, cancellationToken);

    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        _open.Clear();
        return sink.TryDropAsync(cancellationToken);
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await sink.CommitAsync(cancellationToken);
        foreach (ulong number in _open) BlockTimes.Note(times.Committed, number);
        _open.Clear();
        Commits++;
    }

    public ValueTask DisposeAsync() => sink.DisposeAsync();
}
