using System.Globalization;
using System.Text;
using HighPerfChainSync.ReplayNode.WrongData;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>
/// Reads faults as they are written on the command line: <c>error-item</c>, <c>error-item=5</c>, <c>error-item=20%</c>; wrong data also says
/// which blocks and how many answers: <c>log-missing=@100-120,x3</c>, <c>log-missing=10%,always</c>.
/// </summary>
internal static class FaultParser
{
    /// <summary>How often a fault strikes when the command line does not say.</summary>
    internal const int DefaultEvery = 5;

    private const string Always = "always";

    /// <summary>The names of all faults, wrong data apart.</summary>
    internal static string Names { get; } = string.Join(", ", Enum.GetValues<ReplayFault>().Select(ToName));

    /// <summary>The names of all wrong data.</summary>
    internal static string WrongDataNames { get; } = string.Join(", ", WrongDataCatalogue.All.Select(fault => fault.Name));

    /// <summary>Switches a fault on.</summary>
    /// <exception cref="FormatException">The name or the number is not known; the message lists the names.</exception>
    internal static void Enable(ReplayFaults faults, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        string how = equals < 0 ? DefaultEvery.ToString(CultureInfo.InvariantCulture) : text[(equals + 1)..];
        if (WrongDataCatalogue.Find(name) is WrongDataFault wrong)
            faults.WrongData.Enable(wrong, ParseSchedule(how, text));
        else if (TryParseProbability(how, out double probability))
            faults.EnableAtRandom(ParseName(name), probability);
        else if (TryParseEvery(how, out int every))
            faults.Enable(ParseName(name), every);
        else
            throw new FormatException($"'{how}' in '{text}' is neither every how many times (5) nor a probability (20%).");
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

    private static WrongDataSchedule ParseSchedule(string how, string text)
    {
        var schedule = new WrongDataSchedule();
        foreach (string part in how.Split(','))
        {
            if (part == Always)
                schedule = schedule with { Answers = WrongDataSchedule.ForEver };
            else if (part.StartsWith('x') && TryParseEvery(part[1..], out int answers))
                schedule = schedule with { Answers = answers };
            else if (part.StartsWith('@') && TryParseRange(part[1..], out ulong first, out ulong last))
                schedule = schedule with { First = first, Last = last };
            else if (TryParseProbability(part, out double probability))
                schedule = schedule with { Probability = probability };
            else if (TryParseEvery(part, out int every))
                schedule = schedule with { Every = every };
            else
                throw new FormatException($"'{part}' in '{text}' is none of: every how many blocks (5), a probability (20%), blocks (@100, @100-120), so many answers (x3), {Always}.");
        }

        return schedule;
    }

    private static bool TryParseProbability(string text, out double probability)
    {
        bool isParsed = double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent);
        probability = percent / 100;
        return isParsed && text.EndsWith('%') && percent is > 0 and <= 100;
    }

    private static bool TryParseEvery(string text, out int every) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out every) && every > 0;

    private static bool TryParseRange(string text, out ulong first, out ulong last)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        last = 0;
        return ulong.TryParse(dash < 0 ? text : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && ulong.TryParse(dash < 0 ? text : text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first <= last;
    }

    private static ReplayFault ParseName(string name)
    {
        foreach (ReplayFault fault in Enum.GetValues<ReplayFault>())
        {
            if (string.Equals(ToName(fault), name, StringComparison.OrdinalIgnoreCase)) return fault;
        }

        throw new FormatException($"'{name}' is not a fault: use one of {Names}, {WrongDataNames}.");
    }
}
