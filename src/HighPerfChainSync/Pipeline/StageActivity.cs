namespace HighPerfChainSync.Pipeline;

/// <summary>What a stage does or waits for, as the watchdog tells it.</summary>
internal enum StageActivity
{
    /// <summary>Has not begun.</summary>
    Starting = 0,

    /// <summary>Works.</summary>
    Working,

    /// <summary>Waits for the node to have a block.</summary>
    WaitsForHead,

    /// <summary>Waits for room in the byte budget.</summary>
    WaitsForBudget,

    /// <summary>Waits for a fetcher that has nothing to do.</summary>
    WaitsForFetcher,

    /// <summary>Waits for the node's answer.</summary>
    WaitsForNode,

    /// <summary>Waits for the fetcher that has the next range.</summary>
    WaitsForRange,

    /// <summary>Waits for the stage before it.</summary>
    WaitsForInput,

    /// <summary>Waits for the stage behind it.</summary>
    WaitsForOutput,

    /// <summary>Writes a block to the sink.</summary>
    Writes,

    /// <summary>Has the sink take blocks back.</summary>
    Retracts,

    /// <summary>Commits to the sink.</summary>
    Commits,

    /// <summary>Has ended.</summary>
    Ended,
}
