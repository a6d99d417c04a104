using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>What a sink must know about a stream before its first block.</summary>
/// <param name="Chain">Name of the chain; gives topics and files their names.</param>
/// <param name="Identity">The node's chain.</param>
/// <param name="Entities">What is written.</param>
/// <param name="Format">Name of the encoder.</param>
/// <param name="FirstBlock">Where the stream begins when it has no progress yet.</param>
public sealed record StreamDescription(
    string Chain,
    ChainIdentity Identity,
    EntitySet Entities,
    string Format,
    ulong FirstBlock)
{
    /// <summary>What a record holds.</summary>
    public RecordSchema Schema { get; init; }

    /// <summary>How quantities that can exceed 2^53 are written.</summary>
    public NumberForm Numbers { get; init; }
}
