using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Testing;

/// <summary>A sink that remembers what was written and committed, and fails or waits where a test asks for it.</summary>
public sealed class FakeBlockSink : IBlockSink
{
    private readonly Lock _lock = new();
    private readonly List<ulong> _open = [];
    private readonly List<ulong> _committed = [];
    private readonly List<int> _commits = [];

    /// <inheritdoc/>
    public bool NeedsEncoding { get; init; }

    /// <inheritdoc/>
    public bool TakesPieces { get; init; }

    /// <inheritdoc/>
    public SinkLimits Limits { get; init; } = new(50, 16 << 20, TimeSpan.FromSeconds(2));

    /// <summary>What an earlier run has committed.</summary>
    public StreamProgress? Progress { get; set; }

    /// <summary>Runs for each block that is written.</summary>
    public Func<BlockData, CancellationToken, Task>? OnWrite { get; set; }

    /// <summary>Runs in each commit, before it takes effect.</summary>
    public Func<CancellationToken, Task>? OnCommit { get; set; }

    /// <summary>Whether heights are remembered; off for long runs that count allocations.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>The description that it was opened with.</summary>
    public StreamDescription? Opened { get; private set; }

    /// <summary>Times it was closed.</summary>
    public int Closed { get; private set; }

    /// <summary>Blocks of one commit at most.</summary>
    public int LargestCommit { get; private set; }

    /// <summary>The committed blocks, in the order in which they were written.</summary>
    public IReadOnlyList<ulong> Committed
    {
        get
        {
            lock (_lock) return [.. _committed];
        }
    }

    /// <summary>Number of blocks in each commit.</summary>
    public IReadOnlyList<int> Commits
    {
        get
        {
            lock (_lock) return [.. _commits];
        }
    }

    /// <inheritdoc/>
    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken)
    {
        Opened = stream;
        return new ValueTask<StreamProgress?>(Progress);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        if (Remembers) _open.Add(block.Header.Number);
        return OnWrite is null ? ValueTask.CompletedTask : new ValueTask(OnWrite(block, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (OnCommit is not null) return CommitSlowAsync(cancellationToken);
        Commit();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Closed++;
        return ValueTask.CompletedTask;
    }

    private async ValueTask CommitSlowAsync(CancellationToken cancellationToken)
    {
        await OnCommit!(cancellationToken).ConfigureAwait(false);
        Commit();
    }

    private void Commit()
    {
        if (!Remembers) return;
        lock (_lock)
        {
            _committed.AddRange(_open);
            _commits.Add(_open.Count);
            LargestCommit = Math.Max(LargestCommit, _open.Count);
            if (_open.Count > 0) Progress = new StreamProgress(_open[^1], FakeBlockSource.HashOf(_open[^1]));
            _open.Clear();
        }
    }
}
