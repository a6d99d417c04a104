namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>What to record.</summary>
/// <param name="First">The first block.</param>
/// <param name="Last">The last block, inclusive.</param>
/// <param name="Path">The recording to write.</param>
/// <param name="Traces">Whether to record both dialects of traces.</param>
/// <param name="Calls">Whether to record the code of new contracts and the calls that describe tokens.</param>
internal sealed record ChainRecorderOptions(ulong First, ulong Last, string Path, bool Traces, bool Calls);
