using System.CommandLine;
using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.EndToEnd.Brokers;

/// <summary>The process of <see cref="EmbeddedBroker"/>: prints its address, makes each topic that it reads a line of, and ends with its input.</summary>
internal static class EmbeddedKafkaCommand
{
    public const string Name = "embedded-kafka";

    public const string CreatedPrefix = "created ";

    public static Command Create()
    {
        var command = new Command(Name, "Runs the embedded Kafka until standard input ends.") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            using var kafka = new EmbeddedKafka();
            Console.WriteLine(kafka.BootstrapServers);
            while (await Console.In.ReadLineAsync(cancellation) is { } topic)
            {
                kafka.CreateTopic(topic, partitions: 1);
                Console.WriteLine(CreatedPrefix + topic);
            }

            return 0;
        });
        return command;
    }
}
