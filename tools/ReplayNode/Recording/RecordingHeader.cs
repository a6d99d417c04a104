namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>The first line of a recording: which chain it is of, and which blocks it holds.</summary>
/// <param name="ChainId">The chain id as the node gave it, a JSON-RPC QUANTITY such as <c>0x1</c>.</param>
/// <param name="ClientVersion">The node's answer to <c>web3_clientVersion</c>.</param>
/// <param name="First">The number of the first block.</param>
/// <param name="Last">The number of the last block, inclusive.</param>
public sealed record RecordingHeader(string ChainId, string ClientVersion, ulong First, ulong Last)
{
    /// <summary>The value of <c>format</c> in every recording.</summary>
    public const string FormatName = "chainsync-recording";

    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Version = 1;
}
