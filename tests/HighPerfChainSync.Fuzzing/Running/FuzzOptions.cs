namespace HighPerfChainSync.Fuzzing.Running;

/// <summary>How long and how a target is fuzzed.</summary>
internal sealed record FuzzOptions
{
    /// <summary>What every input follows from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many inputs.</summary>
    public required long Inputs { get; init; }

    /// <summary>Inputs that came to something new and are changed further; beside the target's own.</summary>
    public int MaxEvolved { get; init; } = 2_000;

    /// <summary>No such input is longer: short ones are quick.</summary>
    public int MaxEvolvedBytes { get; init; } = 32 * 1024;

    /// <summary>Where inputs go that broke a rule; null keeps none.</summary>
    public string? FailureDirectory { get; init; }

    /// <summary>A corpus file that new outcomes are added to; null adds none.</summary>
    public string? KeepFile { get; init; }

    /// <summary>The longest input that is added to it.</summary>
    public int MaxKeptBytes { get; init; } = 3 * 1024;

    /// <summary>After so many broken rules it stops.</summary>
    public int MaxFaults { get; init; } = 10;
}
