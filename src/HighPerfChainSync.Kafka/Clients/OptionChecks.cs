using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Finds what cannot be used in the options of a sink, all of it at once and before anything is contacted.</summary>
internal static class OptionChecks
{
    private const int MaxPartitions = 10_000;
    private const int MinMessageBytes = 1_000_000;
    private const int MaxMessageBytes = 1_000_000_000;

    public static List<KafkaOptionProblem> Find(KafkaSinkOptions options)
    {
        var problems = new List<KafkaOptionProblem>();
        CheckTemplates(options, problems);
        CheckRanges(options, problems);
        Dictionary<string, string> config = PropertyChecks.Fold(options.Config);
        PropertyChecks.Find(options, config, problems);
        CheckTimes(options, config, problems);
        return problems;
    }

    private static void CheckTemplates(KafkaSinkOptions options, List<KafkaOptionProblem> problems)
    {
        // Whatever the chain is called: its name is legal in a topic's.
        Try(nameof(options.TopicTemplate), () => TopicNames.Data(options.TopicTemplate, "chain", Entity.TokenTransfer));
        Try(nameof(options.ProgressTopicTemplate), () => TopicNames.Progress(options.ProgressTopicTemplate, "chain"));

        void Try(string option, Func<string> make)
        {
            try
            {
                _ = make();
            }
            catch (ChainSyncException error)
            {
                problems.Add(new(option, error.Message));
            }
        }
    }

    private static void CheckRanges(KafkaSinkOptions options, List<KafkaOptionProblem> problems)
    {
        if (options.Limits is not { MaxBlocks: > 0, MaxBytes: > 0 } || options.Limits.MaxDelay <= TimeSpan.Zero)
            problems.Add(new(nameof(options.Limits), "The limits of a transaction (blocks, bytes, delay) must be positive."));
        Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, MinMessageBytes, MaxMessageBytes);
        Range(nameof(options.Partitions), options.Partitions, 1, MaxPartitions);
        Range(nameof(options.BlocksPerRange), options.BlocksPerRange, 1, int.MaxValue);
        if (options.ReplicationFactor is { } replicas) Range(nameof(options.ReplicationFactor), replicas, 1, short.MaxValue);
        if (options.StartTimeout <= TimeSpan.Zero) problems.Add(new(nameof(options.StartTimeout), "The time that a start waits for brokers must be positive."));

        void Range(string option, int value, int min, int max)
        {
            if (value < min || value > max)
                problems.Add(new(option, string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must lie between {min} and {max}.")));
        }
    }

    private static void CheckTimes(KafkaSinkOptions options, Dictionary<string, string> config, List<KafkaOptionProblem> problems)
    {
        const string Key = "transaction.timeout.ms";
        if (options.Delivery != KafkaDelivery.ExactlyOnce) return;
        int timeout = PropertyChecks.Number(config, Key, ClientFactory.DefaultTransactionTimeoutMs);
        if (options.Limits.MaxDelay.TotalMilliseconds * 2 <= timeout) return;
        problems.Add(new(
            config.ContainsKey(Key) ? PropertyChecks.OptionOf(Key) : nameof(options.Limits),
            string.Create(
                CultureInfo.InvariantCulture,
                $"A transaction may stay open for {options.Limits.MaxDelay.TotalMilliseconds:F0} ms, but Kafka aborts it after {timeout} ms: ")
            + "lower the delay to half of transaction.timeout.ms or less."));
    }
}
