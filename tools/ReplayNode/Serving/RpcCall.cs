namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>One JSON-RPC call as it came.</summary>
/// <param name="Id">The JSON of its id: a number, a text, or <c>null</c>.</param>
/// <param name="Method">Its method.</param>
/// <param name="Parameters">The JSON of its parameters; <c>[]</c> when there are none.</param>
internal readonly record struct RpcCall(ReadOnlyMemory<byte> Id, string Method, ReadOnlyMemory<byte> Parameters);
