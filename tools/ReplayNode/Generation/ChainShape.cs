namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>How large the blocks of a generated chain are.</summary>
public enum ChainShape
{
    /// <summary>Some four transactions a block.</summary>
    Tiny,

    /// <summary>Some twenty transactions a block.</summary>
    Small,

    /// <summary>As on Ethereum mainnet: 157 transactions and 237 logs in the median block.</summary>
    Mainnet,
}
