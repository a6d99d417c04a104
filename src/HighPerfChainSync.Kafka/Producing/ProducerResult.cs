using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>What a call of the producer came to.</summary>
/// <param name="Outcome">What the caller must do next.</param>
/// <param name="Code">librdkafka's code.</param>
/// <param name="Reason">librdkafka's or the broker's words.</param>
internal readonly record struct ProducerResult(ProducerOutcome Outcome, ErrorCode Code, string Reason)
{
    /// <summary>It worked.</summary>
    public static ProducerResult Done => new(ProducerOutcome.Done, ErrorCode.NoError, "");

    public bool IsDone => Outcome == ProducerOutcome.Done;
}
