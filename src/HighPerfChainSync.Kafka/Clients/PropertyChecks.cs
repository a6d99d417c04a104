using System.Globalization;
using HighPerfChainSync.Kafka.Native;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Checks the librdkafka properties of a user: those that must not be set, those that do not exist, and values that cannot be.</summary>
internal static class PropertyChecks
{
    private const string Bootstrap = "bootstrap.servers";

    /// <summary>Properties of Confluent.Kafka itself, which librdkafka does not know.</summary>
    private const string ClientPrefix = "dotnet.";

    private static readonly Dictionary<string, string> s_refused = new(StringComparer.OrdinalIgnoreCase)
    {
        ["metadata.broker.list"] = "give the brokers as the address of the sink",
        ["transactional.id"] = "it follows from the name of the progress topic, which is what keeps two instances apart",
        ["enable.idempotence"] = "without it a retry may write a record twice or out of order",
        ["acks"] = "a commit must be on all replicas in sync",
        ["request.required.acks"] = "a commit must be on all replicas in sync",
        ["isolation.level"] = "progress must be read committed",
        ["group.id"] = "no consumer group is used",
        ["delivery.report.only.error"] = "the memory of a record is given back when its delivery has been reported",
        ["message.copy.max.bytes"] = "the memory of a record could be read after its delivery has been reported",
        ["log.queue"] = "log lines come with the other events",
        ["dotnet.producer.enable.delivery.reports"] = "errors would be silent",
        ["dotnet.producer.enable.background.poll"] = "a commit would wait for ever",
    };

    /// <summary>Numbers that are needed here, not in librdkafka alone.</summary>
    private static readonly string[] s_numbers = ["batch.size", "message.max.bytes", "transaction.timeout.ms"];

    /// <summary>The properties, of each the last value.</summary>
    public static Dictionary<string, string> Fold(IEnumerable<KeyValuePair<string, string>> config)
    {
        var folded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in config) folded[key] = value;
        return folded;
    }

    /// <summary>Name of a property as an option.</summary>
    public static string OptionOf(string property) => nameof(KafkaSinkOptions.Config) + ":" + property;

    /// <summary>The value of a property that is a number; the fallback also when it is none, which <see cref="Find"/> reports.</summary>
    public static int Number(Dictionary<string, string> config, string key, int otherwise) =>
        config.TryGetValue(key, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    /// <summary>The brokers to begin with, or nothing.</summary>
    public static string BootstrapOf(KafkaSinkOptions options, Dictionary<string, string> config) =>
        options.Embedded?.BootstrapServers
        ?? (string.IsNullOrWhiteSpace(options.BootstrapServers) ? config.GetValueOrDefault(Bootstrap, "") : options.BootstrapServers);

    public static void Find(KafkaSinkOptions options, Dictionary<string, string> config, List<KafkaOptionProblem> problems)
    {
        string bootstrap = BootstrapOf(options, config);
        if (string.IsNullOrWhiteSpace(bootstrap))
            problems.Add(new(nameof(options.BootstrapServers), "No Kafka is named: give its brokers as host:port."));
        else if (config.TryGetValue(Bootstrap, out string? other) && other != bootstrap)
            problems.Add(new(OptionOf(Bootstrap), $"The Kafka property '{Bootstrap}' cannot be set: give the brokers as the address of the sink."));
        else if (options.Embedded is null && BrokerAddresses.Problem(bootstrap) is { } wrongAddress)
            problems.Add(new(nameof(options.BootstrapServers), wrongAddress));
        if (options.Compression is { } compression && Refusal("compression.type", compression) is { } wrong)
            problems.Add(new(nameof(options.Compression), wrong));
        foreach ((string key, string value) in config)
        {
            string? problem = s_refused.TryGetValue(key, out string? reason) ? $"The Kafka property '{key}' cannot be set: {reason}."
                : key.StartsWith(ClientPrefix, StringComparison.Ordinal) ? null
                : Array.IndexOf(s_numbers, key) >= 0 && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"The Kafka property '{key}' must be a whole number."
                : Refusal(key, value);
            if (problem is not null) problems.Add(new(OptionOf(key), problem));
        }
    }

    /// <summary>What librdkafka says against a property, in its own words; null when it takes it.</summary>
    private static string? Refusal(string key, string value)
    {
        LoadedLibrary.Register();
        using var configuration = new ConfigurationHandle();
        if (configuration.TrySet(key, value) is not { } reason) return null;
        // The value may be a secret, even under this name.
        return $"Kafka's client refuses the property '{key}': {new Secrets([new(key, value)]).RedactAll(reason.TrimEnd('.'))}.";
    }
}
