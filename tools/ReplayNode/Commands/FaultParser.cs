using System.Globalization;
using System.Text;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>Reads faults as they are written on the command line: <c>error-item</c>, <c>error-item=5</c>, <c>error-item=20%</c>.</summary>
internal static class FaultParser
{
    /// <summary>How often a fault strikes when the command line does not say.</summary>
    internal const int DefaultEvery = 5;

    /// <summary>The names of all faults.</summary>
    internal static string Names { get; } = string.Join(", ", Enum.GetValues<ReplayFault>().Select(ToName));

    /// <summary>Switches a fault on.</summary>
    /// <exception cref="FormatException">The name or the number is not known; the message lists the names.</exception>
    internal static void Enable(ReplayFaults faults, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        ReplayFault fault = ParseName(equals < 0 ? text : text[..equals]);
        string often = equals < 0 ? DefaultEvery.ToString(CultureInfo.InvariantCulture) : text[(equals + 1)..];
        if (often.EndsWith('%') && double.TryParse(often[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is > 0 and <= 100)
            faults.EnableAtRandom(fault, percent / 100);
        else if (int.TryParse(often, NumberStyles.None, CultureInfo.InvariantCulture, out int every) && every > 0)
            faults.Enable(fault, every);
        else
            throw new FormatException($"'{often}' in '{text}' is neither every how many times (5) nor a probability (20%).");
    }

    /// <summary>The name of a fault in kebab case.</summary>
    internal static string ToName(ReplayFault fault)
    {
        var name = new StringBuilder();
        foreach (char c in fault.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    private static ReplayFault ParseName(string name)
    {
        foreach (ReplayFault fault in Enum.GetValues<ReplayFault>())
        {
            if (string.Equals(ToName(fault), name, StringComparison.OrdinalIgnoreCase)) return fault;
        }

        throw new FormatException($"'{name}' is not a fault: use one of {Names}.");
    }
}
