namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>A distribution of whole numbers, given by some of its quantiles and linear between them.</summary>
/// <remarks>Integers only, so that the same chain comes out of the same seed everywhere.</remarks>
/// <param name="points">Per mille of the cases, ascending from 0 to 1000, and the number that so many do not exceed.</param>
internal sealed class Quantiles(params (int Permille, int Value)[] points)
{
    /// <summary>Draws a number.</summary>
    internal int Draw(ref DeterministicRandom random)
    {
        // Finer than per mille, so that a steep end is not one value.
        const int Fine = 1000;
        int at = (int)random.Below(1000 * Fine);
        int i = 1;
        while (i < points.Length - 1 && at >= points[i].Permille * Fine) i++;
        (int fromPermille, int from) = points[i - 1];
        (int toPermille, int to) = points[i];
        long width = Math.Max(1, (toPermille - fromPermille) * Fine);
        return from + (int)((to - (long)from) * (at - (fromPermille * Fine)) / width);
    }
}
