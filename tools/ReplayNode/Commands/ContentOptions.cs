using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The options that say exactly what each block of a generated chain holds, instead of what its shape draws.</summary>
internal sealed class ContentOptions
{
    private readonly Option<int?> _transactions = Create("--transactions", "Transactions", GeneratorOptions.MaxTransactions);
    private readonly Option<int?> _logs = Create("--logs", "Logs", GeneratorOptions.MaxLogs);
    private readonly Option<int?> _inputBytes = Create("--input-bytes", "Bytes of input, over all its transactions,", GeneratorOptions.MaxBytes);
    private readonly Option<int?> _logDataBytes = Create("--log-data-bytes", "Bytes of data, over all its logs (with --logs),", GeneratorOptions.MaxBytes);

    private Option<int?>[] All => [_transactions, _logs, _inputBytes, _logDataBytes];

    /// <summary>Adds the options, and the checks of what belongs together.</summary>
    /// <param name="command">The command that gets them.</param>
    /// <param name="isGenerated">Whether the chain that was asked for is a generated one.</param>
    internal void AddTo(Command command, Func<CommandResult, bool> isGenerated)
    {
        foreach (Option<int?> option in All) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            // A value that cannot be has been said already.
            if (All.Any(option => result.GetResult(option)?.Tokens is [var token] && !TryParse(token.Value, out _))) return;
            if (All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is not { } given) return;
            if (!isGenerated(result)) result.AddError($"{given.Name} is for a generated chain: add --chain generated.");
            else if (Fill(new GeneratorOptions(), result.GetValue).FindContradiction() is { } contradiction) result.AddError(contradiction);
        });
    }

    /// <summary>Takes over what was given.</summary>
    internal GeneratorOptions Fill(GeneratorOptions options, ParseResult parsed) => Fill(options, parsed.GetValue);

    /// <summary>What was given, as a command line.</summary>
    internal IEnumerable<string> ToArguments(ParseResult parsed) =>
        from option in All
        let value = parsed.GetValue(option)
        where value is not null
        from argument in new[] { option.Name, value.Value.ToString(CultureInfo.InvariantCulture) }
        select argument;

    private GeneratorOptions Fill(GeneratorOptions options, Func<Option<int?>, int?> valueOf) => options with
    {
        Transactions = valueOf(_transactions),
        Logs = valueOf(_logs),
        InputBytes = valueOf(_inputBytes),
        LogDataBytes = valueOf(_logDataBytes),
    };

    private static Option<int?> Create(string name, string what, int most)
    {
        var option = new Option<int?>(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{what} in each block of a generated chain, up to {most:N0}; drawn when absent.") };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(TryParse(text, out int value) && value <= most))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: a whole number from 0 to {most:N0} is needed."));
        });
        return option;
    }

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
