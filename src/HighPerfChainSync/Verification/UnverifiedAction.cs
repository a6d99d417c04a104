namespace HighPerfChainSync.Verification;

/// <summary>What happens when a block is wrong on every endpoint, again and again.</summary>
public enum UnverifiedAction
{
    /// <summary>It is fetched again, with pauses, until it is right; the stream says so and commits nothing from there on.</summary>
    Wait = 0,

    /// <summary>It is taken as it is, counted and said.</summary>
    SkipVerification,

    /// <summary>The stream ends with an error.</summary>
    Stop,
}
