using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Native;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>Makes the native producer from string properties, such as those that Confluent's <c>ProducerConfig</c> holds.</summary>
internal static class ProducerConfiguration
{
    /// <summary>Settings of Confluent.Kafka's own classes; librdkafka does not know them.</summary>
    private const string ForConfluent = "dotnet.";

    /// <summary>Shorter values occur in words; they are only left out where they are quoted.</summary>
    private const int ShortestSecret = 4;

    /// <exception cref="ChainSyncException">A property cannot be used: the message has its name, and never its value, which may be a secret.</exception>
    public static ClientHandle Create(IEnumerable<KeyValuePair<string, string>> properties)
    {
        LoadedLibrary.Register();
        using var configuration = new ConfigurationHandle();
        var values = new List<string>();
        bool tokens = false;
        foreach ((string key, string value) in properties)
        {
            if (key.StartsWith(ForConfluent, StringComparison.Ordinal)) continue;
            values.Add(value);
            if (configuration.TrySet(key, value) is { } refusal) throw Refuse($"the property '{key}': {WithoutValues(refusal, values)}");
            tokens |= key is "sasl.mechanism" or "sasl.mechanisms" && value.Equals("OAUTHBEARER", StringComparison.OrdinalIgnoreCase);
        }

        // Larger payloads would go to the socket by reference: of a request that is dropped, bytes might be read after the report.
        Require(configuration, "message.copy.max.bytes", "1000000000");
        Require(configuration, "log.queue", "true");
        LibRdKafka.ConfigurationSetEvents(configuration, LibRdKafka.EventDelivery | LibRdKafka.EventError | LibRdKafka.EventLog);
        if (tokens) LibRdKafka.ConfigurationEnableSaslQueue(configuration, 1);
        ClientHandle client = configuration.TryCreateProducer(out string error) ?? throw Refuse($"the configuration: {WithoutValues(error, values)}");
        if (tokens) RefreshTokens(client);
        return client;
    }

    /// <summary>Tokens are fetched by librdkafka's own background thread; as events they would wait for somebody to fetch them.</summary>
    private static void RefreshTokens(ClientHandle client)
    {
        ProducerResult result = NativeError.Take(LibRdKafka.EnableSaslInBackground(client));
        if (result.IsDone) return;
        client.Dispose();
        throw Refuse($"the configuration: {result.Reason}");
    }

    private static void Require(ConfigurationHandle configuration, string key, string value)
    {
        if (configuration.TrySet(key, value) is { } refusal) throw Refuse($"the property '{key}': {refusal}");
    }

    /// <summary>librdkafka repeats a value that it cannot use; it may be a secret.</summary>
    private static string WithoutValues(string message, List<string> values)
    {
        foreach (string value in values)
        {
            message = value.Length >= ShortestSecret
                ? message.Replace(value, "***", StringComparison.Ordinal)
                : message.Replace($"\"{value}\"", "\"***\"", StringComparison.Ordinal);
        }

        return message;
    }

    private static ChainSyncException Refuse(string what) => new(ChainSyncError.Configuration, $"Kafka's client refuses {what.TrimEnd('.')}.");
}
