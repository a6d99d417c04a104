using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A record that was not delivered. Of a batch that failed together, the largest is the one to name.</summary>
/// <param name="Topic">Where it was to go.</param>
/// <param name="Block">Height of its block; null when the producer was not asked to keep it.</param>
/// <param name="Bytes">Size of its value; 0 when the producer was not asked to keep it.</param>
/// <param name="Code">The broker's or librdkafka's code.</param>
/// <param name="Reason">Their words.</param>
internal sealed record DeliveryFailure(string Topic, ulong? Block, int Bytes, ErrorCode Code, string Reason);
