using System.Globalization;
using System.Text.RegularExpressions;

namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>Faults as the command line and the report name them.</summary>
internal static partial class FaultNames
{
    /// <summary><c>SuspendHost</c> as <c>suspend-host</c>.</summary>
    public static string Name<T>(this T value)
        where T : struct, Enum => Word().Replace(value.ToString(), static m => (m.Index > 0 ? "-" : "") + m.Value.ToLowerInvariant());

    /// <summary>Reads <c>kill=10,leader</c>: faults and their weights.</summary>
    /// <exception cref="HarnessException">A fault is not known, or a weight no number.</exception>
    public static List<(FaultKind Kind, int Weight)> Parse(string text)
    {
        var weights = new List<(FaultKind Kind, int Weight)>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split('=', 2);
            int found = Array.FindIndex(Enum.GetValues<FaultKind>(), kind => kind.Name() == pair[0]);
            int weight = 1;
            if (found < 0 || (pair.Length == 2 && !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out weight)))
            {
                throw new HarnessException(
                    $"'{part}' is not a fault with a weight: use NAME or NAME=N, NAME one of {string.Join(", ", Enum.GetValues<FaultKind>().Select(static kind => kind.Name()))}.");
            }

            weights.Add(((FaultKind)found, weight));
        }

        return weights;
    }

    [GeneratedRegex("[A-Z][a-z]+")]
    private static partial Regex Word();
}
