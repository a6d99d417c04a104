namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Finds what somebody may have meant.</summary>
internal static class SimilarNames
{
    private const int Most = 5;

    /// <summary>The nearest names by edit distance, those that contain the name or begin like it included; nearest first.</summary>
    public static List<string> Find(string name, IEnumerable<string> names)
    {
        var found = new List<(int Distance, string Name)>();
        int near = Math.Max(2, name.Length / 3);
        foreach (string candidate in names)
        {
            int distance = Distance(name, candidate);
            bool related = candidate.Contains(name, StringComparison.OrdinalIgnoreCase)
                || name.Contains(candidate, StringComparison.OrdinalIgnoreCase);
            if (distance <= near || related) found.Add((distance, candidate));
        }

        found.Sort();
        return found.ConvertAll(static entry => entry.Name)[..Math.Min(found.Count, Most)];
    }

    /// <summary>Levenshtein's distance, letter case aside.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = new int[right.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(diagonal, row[j - 1]));
            }
        }

        return row[^1];
    }
}
