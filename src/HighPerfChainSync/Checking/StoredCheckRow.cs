namespace HighPerfChainSync.Checking;

/// <summary>How often a check was made of stored blocks, and with what result.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Passed">Blocks that it holds for.</param>
/// <param name="Failed">Faults that it found.</param>
/// <param name="NotChecked">Blocks of which it could not be made, by reason.</param>
public sealed record StoredCheckRow(string Check, long Passed, long Failed, IReadOnlyDictionary<string, long> NotChecked);
