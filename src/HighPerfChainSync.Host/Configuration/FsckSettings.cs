using HighPerfChainSync.Kafka.Checking;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>The whole checked configuration of an <c>fsck</c>.</summary>
/// <param name="Check">What is checked, and where.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
/// <param name="Log">What is printed on standard error.</param>
internal sealed record FsckSettings(TopicCheckOptions Check, bool Json, LogSettings Log);
