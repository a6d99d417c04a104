namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>Chooses the endpoint that work goes to: one that has the block, is well, and has the least to do.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class EndpointChooser(RpcEndpoint[] endpoints)
{
    /// <summary>A set of endpoints is the bits of a word.</summary>
    public const int MaxEndpoints = 64;

    // What speaks against an endpoint. What it said of other blocks may have been wrong, yet this one may be right: that only makes it the last choice.
    private const int Distrusted = 1;
    private const int Lacking = 2;
    private const int Avoided = 4;

    /// <summary>So near the head endpoints may be on different branches: as long as one leads, these blocks come from that one.</summary>
    private const ulong NearHead = 64;

    private uint _turn;
    private RpcEndpoint? _leader;

    /// <summary>The endpoint that showed the head; null before any did.</summary>
    public RpcEndpoint? Leader
    {
        get => Volatile.Read(ref _leader);
        set => Volatile.Write(ref _leader, value);
    }

    /// <summary>All endpoints, those of another chain included.</summary>
    public ReadOnlySpan<RpcEndpoint> All => endpoints;

    /// <summary>Whether there is one endpoint only.</summary>
    public bool IsSingle => endpoints.Length == 1;

    /// <summary>The bit of an endpoint in a set.</summary>
    public static ulong Bit(RpcEndpoint endpoint) => 1UL << endpoint.Index;

    /// <summary>Chooses an endpoint for a block.</summary>
    /// <param name="number">The height.</param>
    /// <param name="tried">Those that failed since the last pause, as bits.</param>
    /// <returns>Null when it is better to pause, and to begin with all of them again.</returns>
    public RpcEndpoint? Choose(ulong number, ulong tried)
    {
        if (Leader is { } leader && (tried & Bit(leader)) == 0 && IsNearHead(leader, number) && Rank(leader, number) == 0) return leader;
        RpcEndpoint? best = null;
        int bestRank = int.MaxValue;
        double bestLoad = 0;
        uint turn = Interlocked.Increment(ref _turn);
        for (int i = 0; i < endpoints.Length; i++)
        {
            RpcEndpoint endpoint = endpoints[(int)((turn + (uint)i) % (uint)endpoints.Length)];
            if (endpoint.IsExcluded || (tried & Bit(endpoint)) != 0) continue;
            int rank = Rank(endpoint, number);
            double load = endpoint.Load;
            if (rank > bestRank || (rank == bestRank && load >= bestLoad)) continue;
            (best, bestRank, bestLoad) = (endpoint, rank, load);
        }

        // One that is left alone, or does not have the block, is asked only when all are so: that may have changed.
        return bestRank < Lacking || tried == 0 ? best : null;
    }

    /// <summary>Whether work on a block that fails at an endpoint could go on at once at another.</summary>
    public bool HasOther(RpcEndpoint endpoint, ulong number, ulong tried)
    {
        foreach (RpcEndpoint other in endpoints)
        {
            if (other != endpoint && !other.IsExcluded && (tried & Bit(other)) == 0 && Rank(other, number) < Lacking) return true;
        }

        return false;
    }

    private static bool IsNearHead(RpcEndpoint leader, ulong number) => !leader.IsExcluded && leader.Head is ulong head && number > head - Math.Min(head, NearHead);

    private static int Rank(RpcEndpoint endpoint, ulong number) =>
        (endpoint.Health.IsAvoided ? Avoided : 0) + (endpoint.MayHave(number) ? 0 : Lacking) + (endpoint.Trust.IsAvoided ? Distrusted : 0);
}
