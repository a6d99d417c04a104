using HighPerfChainSync.FaultHarness.Faults;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>Rounds that share a Kafka and a node.</summary>
/// <param name="Name">Short; names of streams begin with it.</param>
/// <param name="Nodes">Brokers.</param>
/// <param name="LargeBlocks">Whether blocks are as large as mainnet's.</param>
/// <param name="Faults">One for each round.</param>
internal sealed record Segment(string Name, int Nodes, bool LargeBlocks, IReadOnlyList<Fault> Faults);
