namespace HighPerfChainSync.Testing;

/// <summary>What kind of Kafka a <see cref="KafkaProcess"/> is.</summary>
public sealed record KafkaProcessOptions
{
    /// <summary>Nodes; of three, any one may die.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>
    /// Whether the nodes also have a listener with TLS and SASL, where nobody may do anything without being allowed to.
    /// The plain listener is the administrator's then. Needs openssl.
    /// </summary>
    public bool Secure { get; init; }

    /// <summary>Where data and logs go; must not exist. Null is a new folder of its own.</summary>
    public string? Directory { get; init; }

    /// <summary>Further properties of the brokers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}
