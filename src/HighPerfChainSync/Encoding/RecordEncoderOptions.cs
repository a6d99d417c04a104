namespace HighPerfChainSync.Encoding;

/// <summary>What an encoder writes, besides its format.</summary>
public sealed record RecordEncoderOptions
{
    /// <summary>Which keys.</summary>
    public RecordSchema Schema { get; init; }

    /// <summary>The form of quantities that can exceed 2^53.</summary>
    public NumberForm Numbers { get; init; }
}
