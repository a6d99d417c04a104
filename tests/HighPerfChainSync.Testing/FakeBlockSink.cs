using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Testing;

/// <summary>
/// A sink that remembers what was written and committed, and fails or waits where a test asks for it. It refuses blocks that do not follow
/// each other and calls that no sink may get.
/// </summary>
public sealed class FakeBlockSink : IBlockSink
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Number, Hash256 Hash)> _open = [];
    private readonly List<(ulong Number, Hash256 Hash)> _committed = [];
    private readonly List<int> _commits = [];
    private readonly List<string> _events = [];
    private ulong? _ancestor;
    private bool _isReleased;

    /// <inheritdoc/>
    public bool NeedsEncoding { get; init; }

    /// <inheritdoc/>
    public bool TakesPieces { get; init; }

    /// <inheritdoc/>
    public bool KeepsBlocks { get; init; } = true;

    /// <inheritdoc/>
    public bool ReturnsPromptly { get; init; }

    /// <inheritdoc/>
    public bool ReadsRecords { get; init; } = true;

    /// <inheritdoc/>
    public bool CanRetract { get; init; }

    /// <summary>Whether it can drop what has been written and not committed.</summary>
    public bool CanDrop { get; init; } = true;

    /// <inheritdoc/>
    public SinkLimits Limits { get; init; } = new(50, 16 << 20, TimeSpan.FromSeconds(2));

    /// <summary>What an earlier run has committed.</summary>
    public StreamProgress? Progress { get; set; }

    /// <summary>Runs for each block that is written.</summary>
    public Func<BlockData, CancellationToken, Task>? OnWrite { get; set; }

    /// <summary>Runs in each commit, before it takes effect.</summary>
    public Func<CancellationToken, Task>? OnCommit { get; set; }

    /// <summary>Runs before blocks are taken back.</summary>
    public Func<StreamProgress, CancellationToken, Task>? OnRetract { get; set; }

    /// <summary>Hashes of committed blocks that only it knows.</summary>
    public Func<ulong, Hash256?> Older { get; set; } = _ => null;

    /// <summary>Whether heights are remembered; off for long runs that count allocations.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>The description that it was opened with.</summary>
    public StreamDescription? Opened { get; private set; }

    /// <summary>Times it was closed.</summary>
    public int Closed { get; private set; }

    /// <summary>Blocks of one commit at most.</summary>
    public int LargestCommit { get; private set; }

    /// <summary>Calls of <see cref="ReleaseAsync"/>.</summary>
    public int Releases { get; private set; }

    /// <summary>Times that uncommitted blocks were dropped.</summary>
    public int Drops { get; private set; }

    /// <summary>The heights of the committed blocks that were not taken back, in the order in which they were written.</summary>
    public IReadOnlyList<ulong> Committed
    {
        get
        {
            lock (_lock) return [.. _committed.Select(static block => block.Number)];
        }
    }

    /// <summary>The committed blocks that were not taken back: what a consumer that applies retractions ends with.</summary>
    public IReadOnlyList<(ulong Number, Hash256 Hash)> View
    {
        get
        {
            lock (_lock) return [.. _committed];
        }
    }

    /// <summary>What a consumer was shown, a line a commit that took blocks back: <c>-5 -4 +4 +5</c>.</summary>
    public IReadOnlyList<string> Rewinds
    {
        get
        {
            lock (_lock) return [.. _events];
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
        if (Remembers) Write(block.Header.Number, block.Header.Hash, block.Header.ParentHash);
        return OnWrite is null ? ValueTask.CompletedTask : new ValueTask(OnWrite(block, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken)
    {
        if (!CanRetract) throw new NotSupportedException();
        if (_open.Count > 0 || _ancestor is not null) throw new InvalidOperationException("Blocks were taken back within a commit.");
        if (OnRetract is not null) await OnRetract(ancestor, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            // What an earlier run has committed is not in the view.
            if (_committed.Count > 0 && _committed[0].Number <= ancestor.Number && !_committed.Contains((ancestor.Number, ancestor.Hash)))
                throw new InvalidOperationException($"Block {ancestor.Number} was never committed with this hash.");
        }

        _ancestor = ancestor.Number;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_ancestor is null) throw new InvalidOperationException("Blocks were to be let go of without a rewind.");
        _isReleased = true;
        Releases++;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        if (!CanDrop) return new(false);
        Forget();
        Drops++;
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<Hash256?> TryFindHashAsync(ulong number, CancellationToken cancellationToken) => new(Older(number));

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
        try
        {
            await OnCommit!(cancellationToken).ConfigureAwait(false);
        }
        catch (ChainSyncException error) when (error.Error == ChainSyncError.CommitLost)
        {
            if (!_isReleased) throw new InvalidOperationException("A commit was lost whose blocks were all there.", error);
            Forget();
            throw;
        }

        Commit();
    }

    private void Write(ulong number, Hash256 hash, Hash256 parent)
    {
        (ulong Number, Hash256 Hash)? before = _open.Count > 0 ? _open[^1]
            : _ancestor is not null || Progress is null ? null
            : (Progress.Number, Progress.Hash);
        if (before is { } last && (last.Number + 1 != number || last.Hash != parent))
            throw new InvalidOperationException($"Block {number} was written where it does not follow block {last.Number}.");
        if (_open.Count == 0 && _ancestor is ulong ancestor && number != ancestor + 1)
            throw new InvalidOperationException($"Block {number} was written first after the ancestor {ancestor}.");
        _open.Add((number, hash));
    }

    private void Commit()
    {
        if (!Remembers) return;
        lock (_lock)
        {
            if (_ancestor is ulong ancestor) Retract(ancestor);
            _committed.AddRange(_open);
            _commits.Add(_open.Count);
            LargestCommit = Math.Max(LargestCommit, _open.Count);
            if (_open.Count > 0) Progress = new StreamProgress(_open[^1].Number, _open[^1].Hash);
            Forget();
        }
    }

    private void Retract(ulong ancestor)
    {
        var shown = new List<string>();
        while (_committed.Count > 0 && _committed[^1].Number > ancestor)
        {
            shown.Add($"-{_committed[^1].Number}");
            _committed.RemoveAt(_committed.Count - 1);
        }

        foreach ((ulong number, _) in _open) shown.Add($"+{number}");
        _events.Add(string.Join(' ', shown));
    }

    private void Forget()
    {
        _open.Clear();
        _ancestor = null;
        _isReleased = false;
    }
}
