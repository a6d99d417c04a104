namespace HighPerfChainSync.Host.Configuration;

/// <summary>Finds streams that would write to one target: their records would mix, or one would take the other over.</summary>
/// <remarks>Chain names that follow from the chain id are not known yet; sinks keep such streams apart when they open.</remarks>
internal static class SharedTargets
{
    /// <summary>Notes each stream whose target an earlier stream has, with the keys of both.</summary>
    public static void Refuse(IReadOnlyList<StreamSettings> streams, SettingsProblems problems)
    {
        for (int i = 1; i < streams.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!Compare(streams[j], streams[i], problems)) break;
            }
        }
    }

    // False when a problem was found: one for a stream is enough.
    private static bool Compare(StreamSettings first, StreamSettings second, SettingsProblems problems)
    {
        if (first.WritesStandardOutput && second.WritesStandardOutput)
        {
            problems.Add(second.Key + ":Out", $"only one stream can write to standard output, and {Key(first, ":Out")} does.");
            return false;
        }

        if (Directory(first) is { } directory && directory == Directory(second))
        {
            problems.Add(
                second.Key + ":Out",
                $"{Key(first, ":Out")} writes to the directory '{directory}' already: give each stream its own.");
            return false;
        }

        if (first.Options.Chain is { } chain && chain == second.Options.Chain && HaveBroker(first.Kafka, second.Kafka))
        {
            problems.Add(
                second.Key + ":Chain",
                $"{Key(first, ":Chain")} writes the chain '{chain}' to the same Kafka already: give each stream its own name.");
            return false;
        }

        // Whatever the chains are called: one topic would hold the records of both, or one transactional id would fence the other.
        if (second.Kafka is { } kafka && first.Kafka?.SharedTemplate(kafka) is { } template && HaveBroker(first.Kafka, kafka))
        {
            string key = template == kafka.Options.TopicTemplate ? ":Kafka:TopicTemplate" : ":Kafka:ProgressTopicTemplate";
            problems.Add(
                second.Key + key,
                $"'{template}' has no {{chain}}, so {Key(first, key)} names the same topics: give each stream topics of its own.");
            return false;
        }

        return true;
    }

    private static string Key(StreamSettings stream, string key) => SettingsProblems.Describe(stream.Key + key);

    private static string? Directory(StreamSettings stream) => stream.Out is null or StreamSettings.StandardOutput or StreamSettings.Nothing
        ? null
        : Path.TrimEndingDirectorySeparator(Path.GetFullPath(stream.Out));

    // One broker in common is one cluster, however the lists are written.
    private static bool HaveBroker(KafkaSettings? first, KafkaSettings? second) =>
        first is not null && second is not null && Brokers(first).Overlaps(Brokers(second));

    private static HashSet<string> Brokers(KafkaSettings kafka) => new(
        kafka.Options.BootstrapServers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);
}
