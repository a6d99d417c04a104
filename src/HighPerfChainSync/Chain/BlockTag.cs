namespace HighPerfChainSync.Chain;

/// <summary>A name for a block near the end of a chain (execution-apis, <c>BlockTag</c>).</summary>
public enum BlockTag
{
    /// <summary>The newest block that the node has.</summary>
    Latest = 0,

    /// <summary>The newest block that is safe from honest reorganisations.</summary>
    Safe,

    /// <summary>The newest block that has been finalized.</summary>
    Finalized,
}
