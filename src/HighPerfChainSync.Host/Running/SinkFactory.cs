using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>Makes the sink that a stream's settings ask for.</summary>
internal static class SinkFactory
{
    private const string KafkaCategory = "HighPerfChainSync.Kafka";

    /// <summary>Creates it; nothing is contacted or written yet.</summary>
    public static IBlockSink Create(StreamSettings settings, ILoggerFactory loggers) => settings switch
    {
        { Kafka: { } kafka } => new KafkaSink(ToOptions(kafka), loggers.CreateLogger(KafkaCategory)),
        { Out: StreamSettings.StandardOutput } => new StandardOutputSink(StandardOutput.Open()),
        { Out: StreamSettings.Nothing } => new NullSink(),
        _ => new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = settings.Out! }),
    };

    private static KafkaSinkOptions ToOptions(KafkaSettings settings)
    {
        var options = new KafkaSinkOptions
        {
            BootstrapServers = settings.Bootstrap,
            Delivery = settings.AtLeastOnce ? KafkaDelivery.AtLeastOnce : KafkaDelivery.ExactlyOnce,
            Timestamps = settings.IngestTimestamps ? KafkaTimestamps.Ingest : KafkaTimestamps.Block,
            Config = settings.Config,
        };
        return settings.TopicTemplate is { } template ? options with { TopicTemplate = template } : options;
    }
}
