namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Where the host that is measured comes from.</summary>
internal enum HostOrigin
{
    /// <summary>Published by the runner.</summary>
    Published,

    /// <summary>Named by the user.</summary>
    Given,

    /// <summary>Beside the runner, as building left it: it compiles itself while it runs.</summary>
    BuildOutput,
}
