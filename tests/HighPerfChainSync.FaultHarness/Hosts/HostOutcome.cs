namespace HighPerfChainSync.FaultHarness.Hosts;

/// <summary>What a host had to do to go on.</summary>
internal enum HostOutcome
{
    /// <summary>Nothing that it says.</summary>
    WentOn,

    /// <summary>It wrote an aborted transaction again.</summary>
    Redone,

    /// <summary>It made a new producer and asked the progress whose the stream is.</summary>
    Replaced,
}
