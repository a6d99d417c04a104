using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Embedding;

/// <summary>The streams that <c>AddChainSync</c> runs, and how they ended. Thread: any.</summary>
/// <remarks>
/// A failed stream leaves the others and the program running: whoever runs the program looks here and chooses its exit code.
/// </remarks>
public sealed class ChainSyncStreams
{
    private readonly TaskCompletionSource<IReadOnlyList<StreamResult>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<SyncStream> _running = [];

    internal ChainSyncStreams()
    {
    }

    /// <summary>The streams, in the order in which they were added; empty before the program has started.</summary>
    public IReadOnlyList<SyncStream> Streams => Volatile.Read(ref _running);

    /// <summary>Completes when all streams have ended, with a result for each, in the same order. It never fails.</summary>
    public Task<IReadOnlyList<StreamResult>> Completion => _completion.Task;

    internal void Began(IReadOnlyList<SyncStream> streams) => Volatile.Write(ref _running, streams);

    internal void Ended(IReadOnlyList<StreamResult> results) => _completion.TrySetResult(results);
}
