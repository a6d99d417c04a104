namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What an audit can find.</summary>
public enum AuditFaultKind
{
    /// <summary>A record that no encoder of this program writes, or without block number, block hash or id.</summary>
    Foreign,

    /// <summary>A block that is missing; each missing block counts.</summary>
    Gap,

    /// <summary>A record that is there twice.</summary>
    Duplicate,

    /// <summary>A record behind one of a later block, or a retraction of what is not the newest.</summary>
    Order,

    /// <summary>Records that contradict each other or the progress.</summary>
    Mismatch,
}
