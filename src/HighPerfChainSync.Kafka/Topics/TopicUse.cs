namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Data topics by whether something has been written to them.</summary>
/// <param name="Used">Something has been, even if it has been deleted since.</param>
/// <param name="Empty">Nothing ever has.</param>
internal sealed record TopicUse(IReadOnlyList<string> Used, IReadOnlyList<string> Empty);
