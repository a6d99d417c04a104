namespace HighPerfChainSync.Host.CommandLine;

/// <summary>One option of a command: it sets one configuration key, so the value is checked in one place wherever it comes from.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Key">Key inside a stream's section, or an absolute key after a leading colon.</param>
/// <param name="ValueName">What stands for the value in the help, or null for a flag.</param>
/// <param name="Group">Heading in the help.</param>
/// <param name="Kind">How it is given.</param>
/// <param name="Description">One sentence for a reader who sees it for the first time.</param>
internal sealed record SyncOption(
    string Name, string Key, string? ValueName, OptionGroup Group, OptionKind Kind, string Description)
{
    /// <summary>The key that the option sets; the command line describes the first stream.</summary>
    public string FullKey => Key.StartsWith(':') ? Key[1..] : "Streams:0:" + Key;

    /// <summary>Whether the option belongs to a stream and not to the process.</summary>
    public bool IsStream => !Key.StartsWith(':');
}
