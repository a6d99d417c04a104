namespace HighPerfChainSync.Host.Configuration;

/// <summary>How much is printed.</summary>
internal enum Verbosity
{
    /// <summary>Warnings and errors.</summary>
    Quiet,

    /// <summary>Also progress, and what begins and ends.</summary>
    Normal,

    /// <summary>Also every step that is taken.</summary>
    Detailed,
}
