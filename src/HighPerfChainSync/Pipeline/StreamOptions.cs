using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Pipeline;

/// <summary>One stream: one chain, from one start, into one sink.</summary>
public sealed record StreamOptions
{
    /// <summary>Where the blocks come from.</summary>
    public required RpcEndpointOptions Rpc { get; init; }

    /// <summary>Further endpoints that serve the same chain, 63 at most: work that fails at one goes on at another.</summary>
    public IReadOnlyList<RpcEndpointOptions> OtherRpc { get; init; } = [];

    /// <summary>Name of the chain; null takes the one that its chain id stands for.</summary>
    public string? Chain { get; init; }

    /// <summary>Where it begins without progress.</summary>
    public StartPosition From { get; init; } = StartPosition.Resume;

    /// <summary>Last block, inclusive; null follows the head.</summary>
    public ulong? To { get; init; }

    /// <summary>What is written.</summary>
    public EntitySet Entities { get; init; } = EntitySet.Default;

    /// <summary>Encoder: <c>json</c> or <c>messagepack</c>.</summary>
    public string Format { get; init; } = "json";

    /// <summary>What a record holds.</summary>
    public RecordSchema Schema { get; init; }

    /// <summary>How quantities that can exceed 2^53 are written.</summary>
    public NumberForm Numbers { get; init; }

    /// <summary>How near to the head blocks are written.</summary>
    public EmissionMode Emit { get; init; } = EmissionMode.Live;

    /// <summary>Committed blocks that a reorganisation may take back; a deeper one stops the stream. 0 takes back none.</summary>
    public ulong MaxReorgDepth { get; init; } = 1000;

    /// <summary>How blocks are checked.</summary>
    public VerificationOptions Verification { get; init; } = new();

    /// <summary>How much is under way.</summary>
    public PipelineOptions Pipeline { get; init; } = new();

    /// <summary>All endpoints.</summary>
    internal IReadOnlyList<RpcEndpointOptions> Endpoints => [Rpc, .. OtherRpc];

    /// <summary>Requests that all endpoints together may have under way.</summary>
    internal int Concurrency
    {
        get
        {
            int sum = 0;
            foreach (RpcEndpointOptions endpoint in Endpoints) sum += endpoint.Concurrency;
            return Math.Min(sum, PipelineOptions.MaxFetchers);
        }
    }
}
