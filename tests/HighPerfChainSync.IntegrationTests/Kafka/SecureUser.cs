using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>A user of <see cref="SecureKafka"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Secret">Its password.</param>
/// <param name="Mechanism">How it proves itself: <c>SCRAM-SHA-512</c>.</param>
internal sealed record SecureUser(string Name, string Secret, string Mechanism)
{
    /// <summary>What a stream of this user is written with.</summary>
    public KafkaSinkOptions Options(SecureKafka kafka) => new()
    {
        BootstrapServers = kafka.Secure,
        StartTimeout = TimeSpan.FromSeconds(30),
        Config = Config(kafka.CertificateAuthority),
    };

    /// <summary>The properties of librdkafka for it, with all that it can say for finding faults.</summary>
    public Dictionary<string, string> Config(string certificateAuthority) => new()
    {
        ["security.protocol"] = "sasl_ssl",
        ["ssl.ca.location"] = certificateAuthority,
        ["sasl.mechanism"] = Mechanism,
        ["sasl.username"] = Name,
        ["sasl.password"] = Secret,
        ["debug"] = "all",
    };
}
