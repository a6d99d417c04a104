namespace HighPerfChainSync.Checking;

/// <summary>Where a record of a block was found, and what it said besides its fields.</summary>
internal readonly record struct StoredOrigin(StoredIdentity Identity, StoredPlace Place);
