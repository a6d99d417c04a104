namespace HighPerfChainSync.ReplayNode;

/// <summary>A reorganisation that comes when the head has reached a height: it stops there until its highest block has been asked for.</summary>
/// <param name="AtHead">The height.</param>
/// <param name="Depth">How many blocks are replaced; 0 goes back to the branch that was left last.</param>
/// <param name="Hold">How long the head stays there after its block has been asked for.</param>
public sealed record ReplayReorg(ulong AtHead, int Depth, TimeSpan Hold);
