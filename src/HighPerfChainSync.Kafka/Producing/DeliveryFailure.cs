using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A record that was not delivered. Of a batch that failed together, the largest is the one to name.</summary>
/// <param name="Topic">Where it was to go.</param>
/// <param name="Partition">To which partition of it.</param>
/// <param name="Block">Height of its block.</param>
/// <param name="Bytes">Size of its value.</param>
/// <param name="Code">The broker's or librdkafka's code.</param>
/// <param name="Reason">Their words.</param>
internal sealed record DeliveryFailure(string Topic, int Partition, ulong Block, int Bytes, ErrorCode Code, string Reason);
