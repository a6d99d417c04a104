using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>What becomes of a block's records once it is complete.</summary>
internal sealed record EncodingPlan
{
    /// <summary>Creates an encoder; one encodes one block at a time. Null where the sink wants nothing encoded.</summary>
    public Func<IRecordEncoder>? CreateEncoder { get; init; }

    /// <summary>What is encoded.</summary>
    public required EntitySet Entities { get; init; }

    /// <summary>Encoded bytes above which a block goes in pieces.</summary>
    public required long PieceBytes { get; init; }

    /// <summary>Whether the records stay with the block after they have been encoded, because the sink reads them too.</summary>
    public required bool KeepsRecords { get; init; }
}
