namespace HighPerfChainSync.FaultHarness;

/// <summary>The harness itself cannot go on: what it found is not a fault of one round.</summary>
internal sealed class HarnessException(string message) : Exception(message);
