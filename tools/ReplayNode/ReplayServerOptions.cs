namespace HighPerfChainSync.ReplayNode;

/// <summary>How a <see cref="ReplayServer"/> serves its chain.</summary>
public sealed record ReplayServerOptions
{
    /// <summary>Loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The head at the start; the chain's last block when null. Blocks above the head do not exist yet.</summary>
    public ulong? Head { get; init; }

    /// <summary>Blocks that the head advances by in a second; 0 stands still.</summary>
    public double BlocksPerSecond { get; init; }

    /// <summary>Where the head stops; the chain's last block when null.</summary>
    public ulong? End { get; init; }

    /// <summary>Blocks between the head and what <c>safe</c> names.</summary>
    public ulong SafeLag { get; init; } = 32;

    /// <summary>Blocks between the head and what <c>finalized</c> names.</summary>
    public ulong FinalizedLag { get; init; } = 64;

    /// <summary>The largest request body that is read, bytes; above it the answer is HTTP 413.</summary>
    public int MaxRequestBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Reorganisations, by ascending heights.</summary>
    public IReadOnlyList<ReplayReorg> Reorgs { get; init; } = [];

    /// <summary>Nodes behind the address that answer HTTP requests in turn; none for one node without lag.</summary>
    public IReadOnlyList<ReplayReplica> Replicas { get; init; } = [];

    /// <summary>Whether the calls of a batch, too, are answered by the replicas in turn.</summary>
    public bool ReplicaPerCall { get; init; }

    /// <summary>The clock that the head follows.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
