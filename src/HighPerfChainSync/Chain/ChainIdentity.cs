using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Chain;

/// <summary>Which chain a node serves.</summary>
/// <param name="ChainId"><c>eth_chainId</c>.</param>
/// <param name="GenesisHash">Hash of block 0, where the node has it.</param>
/// <param name="ClientVersion"><c>web3_clientVersion</c>, empty when the node does not say.</param>
public sealed record ChainIdentity(ulong ChainId, Hash256? GenesisHash, string ClientVersion);
