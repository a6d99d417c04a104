namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>A node's answer to one call: the value of <c>result</c>, or the error object.</summary>
internal readonly record struct NodeAnswer(ReadOnlyMemory<byte> Json, bool IsError);
