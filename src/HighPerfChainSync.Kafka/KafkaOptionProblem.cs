namespace HighPerfChainSync.Kafka;

/// <summary>Why an option of a sink cannot be used.</summary>
/// <param name="Option">Its name in <see cref="KafkaSinkOptions"/>; <c>Config:acks</c> for the librdkafka property <c>acks</c>.</param>
/// <param name="Text">A sentence that says why, and what to do. It repeats no secret.</param>
public sealed record KafkaOptionProblem(string Option, string Text);
