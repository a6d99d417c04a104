namespace HighPerfChainSync.Verification;

/// <summary>A field that a fork adds to the header, behind those that are known here.</summary>
/// <param name="Name">Its name in the answer of <c>eth_getBlockByNumber</c>.</param>
/// <param name="Kind">Its form.</param>
public sealed record HeaderFieldDefinition(string Name, HeaderFieldKind Kind);
