namespace HighPerfChainSync.Rpc;

/// <summary>The pauses between attempts: each twice the one before, up to a limit, spread at random so that callers do not come back together.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest.</param>
internal struct RetryBackoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>An endpoint that asks for more than this is asked again all the same.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private const int MaxDoublings = 20;

    /// <summary>Pauses so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>The next pause: between half of its nominal length and all of it.</summary>
    public TimeSpan Next()
    {
        double nominal = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * (1L << Math.Min(Attempts, MaxDoublings)));
        Attempts++;
        return TimeSpan.FromMilliseconds(nominal * (0.5 + (0.5 * Random.Shared.NextDouble())));
    }

    /// <summary>Begins anew, after progress.</summary>
    public void Reset() => Attempts = 0;
}
