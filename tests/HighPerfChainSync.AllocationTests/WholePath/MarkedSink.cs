using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>Passes everything on to a sink, and notes what the process has allocated and collected when certain blocks come by.</summary>
/// <param name="sink">Where it goes; closed with this one.</param>
/// <param name="first">The first block at which it is noted.</param>
/// <param name="step">Blocks until the next time.</param>
internal sealed class MarkedSink(IBlockSink sink, ulong first, ulong step) : IBlockSink
{
    private readonly List<Mark> _marks = new(16);
    private int _commits;

    /// <summary>What was noted.</summary>
    public IReadOnlyList<Mark> Marks => _marks;

    public bool NeedsEncoding => sink.NeedsEncoding;

    public bool TakesPieces => sink.TakesPieces;

    public bool KeepsBlocks => sink.KeepsBlocks;

    public bool ReturnsPromptly => sink.ReturnsPromptly;

    public bool ReadsRecords => sink.ReadsRecords;

    public bool CanRetract => sink.CanRetract;

    public SinkLimits Limits => sink.Limits;

    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken) => sink.OpenAsync(stream, cancellationToken);

    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        ulong number = block.Header.Number;
        if (number >= first && (number - first) % step == 0)
            _marks.Add(new Mark(number, _commits, GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(2)));
        return sink.WriteAsync(block, cancellationToken);
    }

    public ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken) => sink.RetractAsync(ancestor, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => sink.ReleaseAsync(cancellationToken);

    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken) => sink.TryDropAsync(cancellationToken);

    public ValueTask<Hash256?> TryFindHashAsync(ulong number, CancellationToken cancellationToken) => sink.TryFindHashAsync(number, cancellationToken);

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _commits++;
        return sink.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    /// <summary>What the process had done when a block came by.</summary>
    /// <param name="Block">Its height.</param>
    /// <param name="Commits">Commits so far.</param>
    /// <param name="AllocatedBytes">Bytes allocated on the managed heap so far.</param>
    /// <param name="FullCollections">Collections of the oldest generation so far.</param>
    internal readonly record struct Mark(ulong Block, int Commits, long AllocatedBytes, int FullCollections);
}
