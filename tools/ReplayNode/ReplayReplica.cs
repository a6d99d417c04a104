namespace HighPerfChainSync.ReplayNode;

/// <summary>One of several nodes behind the server's address.</summary>
/// <param name="Lag">Blocks that its head is behind; it does not know those blocks.</param>
/// <param name="Branch">The branch that it takes for the canonical one, counted from 0; null follows the others.</param>
public sealed record ReplayReplica(ulong Lag, int? Branch = null);
