namespace HighPerfChainSync.Verification;

/// <summary>How a header field stands in the JSON and in the RLP.</summary>
public enum HeaderFieldKind
{
    /// <summary>32 bytes.</summary>
    Hash = 0,

    /// <summary>A number: big-endian without leading zeros.</summary>
    Quantity,

    /// <summary>Bytes of any length.</summary>
    Data,
}
