using System.Globalization;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>Reads reorganisations and replicas as they are written on the command line.</summary>
internal static class MovementParser
{
    /// <summary>Seconds that a head waits when the command line does not say.</summary>
    internal const double DefaultHold = 1;

    /// <summary>Reads <c>HEIGHT:DEPTH</c>, <c>HEIGHT:DEPTH:SECONDS</c> or <c>HEIGHT:back</c>.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    internal static ReplayReorg ParseReorg(string text)
    {
        string[] parts = text.Split(':');
        double hold = DefaultHold;
        if (parts.Length is not (2 or 3) || !TryParse(parts[0], out ulong height)
            || (parts.Length == 3 && !double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out hold)))
            throw Malformed(text);
        if (parts[1] == "back") return new ReplayReorg(height, 0, TimeSpan.FromSeconds(hold));
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int depth) && depth > 0
            ? new ReplayReorg(height, depth, TimeSpan.FromSeconds(hold))
            : throw Malformed(text);
    }

    /// <summary>Reads replicas, each <c>LAG</c> or <c>LAG@BRANCH</c>, separated by commas.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    internal static IReadOnlyList<ReplayReplica> ParseReplicas(string? text)
    {
        var replicas = new List<ReplayReplica>();
        foreach (string part in text?.Split(',') ?? [])
        {
            string[] fields = part.Split('@');
            int branch = 0;
            if (fields.Length > 2 || !TryParse(fields[0], out ulong lag)
                || (fields.Length == 2 && !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out branch)))
                throw new FormatException($"'{part}' in '{text}' is not how many blocks a replica lags (3), or lags on a branch (0@1).");
            replicas.Add(new ReplayReplica(lag, fields.Length == 2 ? branch : null));
        }

        return replicas;
    }

    private static bool TryParse(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static FormatException Malformed(string text) => new($"'{text}' is not a reorganisation: write HEIGHT:DEPTH, HEIGHT:DEPTH:SECONDS or HEIGHT:back.");
}
