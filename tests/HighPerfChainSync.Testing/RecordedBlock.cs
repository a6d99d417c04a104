namespace HighPerfChainSync.Testing;

/// <summary>A recorded block and its receipts.</summary>
/// <param name="Name">Path below the data, with forward slashes.</param>
/// <param name="BlockPath">The result of <c>eth_getBlockByNumber(n, true)</c>.</param>
/// <param name="ReceiptsPath">The result of <c>eth_getBlockReceipts</c>, or null.</param>
public sealed record RecordedBlock(string Name, string BlockPath, string? ReceiptsPath);
