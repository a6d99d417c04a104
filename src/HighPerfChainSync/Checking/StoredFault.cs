namespace HighPerfChainSync.Checking;

/// <summary>Something that stored records do not hold to.</summary>
/// <param name="Check">Name of the check: one of <see cref="StoredCheckNames"/>, or of <see cref="Verification.BlockCheckNames"/>.</param>
/// <param name="Block">Height of the block, or null where none is known.</param>
/// <param name="Place">The record that shows it; of a fault of a whole block, the block's own. Null where there is none.</param>
/// <param name="Message">What is wrong.</param>
public sealed record StoredFault(string Check, ulong? Block, StoredPlace? Place, string Message);
