namespace HighPerfChainSync.Host.CommandLine;

/// <summary>A heading of <c>sync --help</c>; the names are printed in this order.</summary>
internal enum OptionGroup
{
    /// <summary>What is read and what is written.</summary>
    Stream,

    /// <summary>How the node is reached.</summary>
    Node,

    /// <summary>How blocks are checked.</summary>
    Verification,

    /// <summary>How Kafka is written.</summary>
    Kafka,

    /// <summary>What is printed, and where settings come from.</summary>
    Process,
}
