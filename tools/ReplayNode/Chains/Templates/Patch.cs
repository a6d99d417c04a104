namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>A place in a recorded answer, between the quotes.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes in the recorded answer.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Index">Of which transaction, where it is one's.</param>
internal readonly record struct Patch(int Offset, int Length, PatchKind Kind, int Index);
