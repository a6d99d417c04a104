using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Fuzzing;

/// <summary>Makes a number of what became of an input.</summary>
internal static class Outcome
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int MaxLength = 160;

    /// <summary>A refusal: its kind and its words, without what they quote of the input and without numbers.</summary>
    public static ulong Of(Exception refusal)
    {
        // The words for JSON that is none depend on how it is cut into segments.
        if (refusal is not ChainSyncException { Error: var error }) return Basis;
        ulong hash = Mix(Basis, (ulong)error);
        bool isQuoted = false;
        int left = MaxLength;
        foreach (char c in refusal.Message)
        {
            // Positions have more digits or fewer: they must not move what is looked at.
            if (char.IsAsciiDigit(c)) continue;
            if (--left < 0) break;
            if (c is '\'' or '"') isQuoted = !isQuoted;
            else if (!isQuoted && c is (> 'f' and <= 'z') or (>= 'A' and <= 'Z')) hash = Mix(hash, c);
        }

        return hash;
    }

    /// <summary>Adds a number to one made before.</summary>
    public static ulong Mix(ulong hash, ulong value) => unchecked((hash ^ value) * Prime);

    /// <summary>A number of several.</summary>
    public static ulong Of(params ReadOnlySpan<ulong> values)
    {
        ulong hash = Basis;
        foreach (ulong value in values) hash = Mix(hash, value);
        return hash;
    }
}
