namespace HighPerfChainSync.Host.CommandLine;

/// <summary>How often an option may be given and what follows it.</summary>
internal enum OptionKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>An address; the first is the stream's, each further one that of another endpoint.</summary>
    Addresses,

    /// <summary>No value: its presence is <c>true</c>.</summary>
    Flag,

    /// <summary><c>name=value</c>, repeatable.</summary>
    Assignments,

    /// <summary><c>Name: value</c>, repeatable.</summary>
    Headers,
}
