namespace HighPerfChainSync.Host.Configuration;

/// <summary>What is printed on standard error.</summary>
/// <param name="Json">One JSON object a line instead of text, and no live display.</param>
/// <param name="Verbosity">How much.</param>
internal sealed record LogSettings(bool Json, Verbosity Verbosity);
