namespace HighPerfChainSync.FaultHarness.Hosts;

/// <summary>What a host was doing when a fault struck, as its last line tells.</summary>
internal enum HostPhase
{
    /// <summary>The process starts and asks the node who it is.</summary>
    StartUp,

    /// <summary>Topics are created and checked.</summary>
    Topics,

    /// <summary>An earlier instance is fenced, and what it left open settled.</summary>
    Fencing,

    /// <summary>The progress is read.</summary>
    Progress,

    /// <summary>The claim is committed.</summary>
    Claim,

    /// <summary>Blocks are fetched and no transaction is open yet.</summary>
    Fetch,

    /// <summary>Records are produced into an open transaction.</summary>
    Produce,

    /// <summary>The transaction is being committed.</summary>
    Commit,

    /// <summary>A commit has just returned.</summary>
    Committed,

    /// <summary>Something failed, and the host is redoing it or waiting.</summary>
    Recovery,

    /// <summary>It is ending in order.</summary>
    Ending,
}
