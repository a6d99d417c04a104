using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks how blocks are verified.</summary>
internal static class VerificationSettingsReader
{
    private const int MaxTries = 1000;
    private static readonly VerificationOptions s_defaults = new();

    /// <summary>Reads the section.</summary>
    public static VerificationOptions Read(SettingsSection section)
    {
        var options = new VerificationOptions
        {
            Level = section.Choice(
                "Level",
                s_defaults.Level,
                ("none", VerificationLevel.None), ("structure", VerificationLevel.Structure),
                ("roots", VerificationLevel.Roots), ("senders", VerificationLevel.Senders)),
            OnUnverified = section.Choice(
                "OnUnverified",
                s_defaults.OnUnverified,
                ("wait", UnverifiedAction.Wait), ("skip-verification", UnverifiedAction.SkipVerification), ("stop", UnverifiedAction.Stop)),
            Tries = section.Integer("Tries", s_defaults.Tries, 1, MaxTries),
            SkippedChecks = section.Parse("SkipChecks", CheckSet.Empty, ParseSkipped),
            Profile = section.Parse<string?>("Profile", null, ParseProfile),
        };
        section.RefuseUnknown();
        return options;
    }

    /// <summary>Reads names of checks that are to be skipped, separated by commas.</summary>
    /// <exception cref="FormatException">There is no such check, or it cannot be skipped.</exception>
    internal static CheckSet ParseSkipped(string text)
    {
        CheckSet checks = CheckSet.Empty;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!BlockCheckNames.TryParse(name, out BlockCheck check))
                throw new FormatException($"there is no check '{name}'; the checks are {string.Join(", ", BlockCheckNames.All)}.");
            checks = checks.With(check);
        }

        CheckSet required = checks.Intersect(CheckSet.Required);
        return required.IsEmpty
            ? checks
            : throw new FormatException($"{required} cannot be skipped: a block that fails it is not whole, or not the one that was asked for.");
    }

    /// <summary>Loads the profile once, so that a mistake in it is named at the start together with all others.</summary>
    private static string ParseProfile(string text)
    {
        try
        {
            ChainProfiles.Load(text);
            return text;
        }
        catch (ChainSyncException error)
        {
            throw new FormatException(error.Message, error);
        }
    }
}
