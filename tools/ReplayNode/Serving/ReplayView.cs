namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>What one node knows at one moment: a call, or a whole batch, is answered from it.</summary>
/// <param name="Chain">Its canonical chain, which does not change.</param>
/// <param name="Head">The highest block that it knows.</param>
/// <param name="Safe">What <c>safe</c> names.</param>
/// <param name="Finalized">What <c>finalized</c> names.</param>
internal readonly record struct ReplayView(ReplayChain Chain, ulong Head, ulong Safe, ulong Finalized);
