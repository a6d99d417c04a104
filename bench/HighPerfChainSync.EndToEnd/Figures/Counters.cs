namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Everything that is counted, at one moment of a run, from its start.</summary>
/// <param name="Seconds">On the clock, from the start of the host's process.</param>
/// <param name="HostSeconds">User and system time of the host.</param>
/// <param name="NodeSeconds">The same of the node.</param>
/// <param name="BrokerSeconds">The same of the broker, when it was started here.</param>
/// <param name="LibrdkafkaSeconds">That part of the host's which librdkafka's threads used.</param>
/// <param name="CompilerSeconds">That part of the host's which the runtime used to compile methods anew.</param>
/// <param name="Totals">What the host said.</param>
internal sealed record Counters(
    double Seconds,
    double HostSeconds,
    double NodeSeconds,
    double? BrokerSeconds,
    double LibrdkafkaSeconds,
    double CompilerSeconds,
    HostTotals Totals);
