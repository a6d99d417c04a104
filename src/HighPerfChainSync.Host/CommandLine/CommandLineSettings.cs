using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>Turns the options of a command into configuration keys, the last and strongest source.</summary>
internal static class CommandLineSettings
{
    /// <summary>The parser's side of an option.</summary>
    public static Option ToParserOption(SyncOption option) => option.Kind switch
    {
        OptionKind.Flag => new Option<bool>(option.Name) { Description = option.Description, Arity = ArgumentArity.Zero },
        OptionKind.Assignments or OptionKind.Headers or OptionKind.Addresses => new Option<string[]>(option.Name)
        {
            Description = option.Description,
            HelpName = option.ValueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        },
        _ => new Option<string>(option.Name)
        {
            Description = option.Description,
            HelpName = option.ValueName,
            Arity = ArgumentArity.ExactlyOne,
        },
    };

    /// <summary>The keys that the command line of <c>sync</c> sets, in order.</summary>
    /// <exception cref="ChainSyncException">A repeatable option is not of its form.</exception>
    public static List<KeyValuePair<string, string?>> Read(ParseResult result) => Read(result, SyncOptions.All);

    /// <summary>The keys that the command line sets, in order.</summary>
    /// <param name="result">What was parsed.</param>
    /// <param name="options">The options of the command.</param>
    /// <exception cref="ChainSyncException">A repeatable option is not of its form.</exception>
    public static List<KeyValuePair<string, string?>> Read(ParseResult result, IReadOnlyList<SyncOption> options)
    {
        var keys = new List<KeyValuePair<string, string?>>();
        foreach (SyncOption option in options)
        {
            if (result.GetResult(option.Name) is not OptionResult { Implicit: false }) continue;
            switch (option.Kind)
            {
                case OptionKind.Flag:
                    keys.Add(new(option.FullKey, "true"));
                    break;
                case OptionKind.Value:
                    keys.Add(new(option.FullKey, result.GetValue<string>(option.Name)));
                    break;
                case OptionKind.Addresses:
                    AddAddresses(keys, option, result.GetValue<string[]>(option.Name) ?? []);
                    break;
                default:
                    AddPairs(keys, option, result.GetValue<string[]>(option.Name) ?? []);
                    break;
            }
        }

        return keys;
    }

    /// <summary>The first address is the option's key, the others are those of <c>Endpoints</c> beside it.</summary>
    private static void AddAddresses(List<KeyValuePair<string, string?>> keys, SyncOption option, string[] values)
    {
        string section = option.FullKey[..option.FullKey.LastIndexOf(':')];
        for (int i = 0; i < values.Length; i++)
            keys.Add(new(i == 0 ? option.FullKey : string.Create(CultureInfo.InvariantCulture, $"{section}:Endpoints:{i - 1}:Url"), values[i]));
    }

    private static void AddPairs(List<KeyValuePair<string, string?>> keys, SyncOption option, string[] values)
    {
        char separator = option.Kind == OptionKind.Headers ? ':' : '=';
        foreach (string value in values)
        {
            int at = value.IndexOf(separator, StringComparison.Ordinal);
            string name = at < 0 ? "" : value[..at].Trim();
            // The value may be a secret: the message repeats none of it.
            if (name.Length == 0 || name.Contains(':', StringComparison.Ordinal))
                throw new ChainSyncException(
                    ChainSyncError.Configuration, $"{option.Name}: a value is not of the form {option.ValueName}.");
            keys.Add(new($"{option.FullKey}:{name}", value[(at + 1)..].Trim()));
        }
    }
}
