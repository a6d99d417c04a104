using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>Makes the sink that a stream's settings ask for.</summary>
internal static class SinkFactory
{
    /// <summary>Whose log lines are Kafka's.</summary>
    internal const string KafkaCategory = "HighPerfChainSync.Kafka";

    /// <summary>Creates it; nothing is contacted or written yet.</summary>
    public static IBlockSink Create(StreamSettings settings, ILoggerFactory loggers) => settings switch
    {
        { Kafka: { } kafka } => new KafkaSink(kafka.Options, loggers.CreateLogger(KafkaCategory)),
        { Out: StreamSettings.StandardOutput } => new StandardOutputSink(StandardOutput.Open()),
        { Out: StreamSettings.Nothing } => new NullSink(),
        _ => new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = settings.Out! }),
    };
}
