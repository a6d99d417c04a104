using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("sasl.password", true)]
    [InlineData("ssl.key.password", true)]
    [InlineData("ssl.keystore.password", true)]
    [InlineData("ssl.key.pem", true)]
    [InlineData("sasl.jaas.config", true)]
    [InlineData("sasl.oauthbearer.config", true)]
    [InlineData("sasl.oauthbearer.client.secret", true)]
    [InlineData("sasl.oauthbearer.assertion.private.key.passphrase", true)]
    [InlineData("sasl.username", false)]
    [InlineData("ssl.ca.location", false)]
    [InlineData("linger.ms", false)]
    public void Knows_which_properties_hold_secrets(string property, bool isSecret)
    {
        Assert.Equal(isSecret, Secrets.IsSecret(property));
        Assert.Equal(isSecret ? "***" : "value", Secrets.Show(property, "value"));
    }

    [Fact]
    public void Takes_them_out_of_what_a_library_says()
    {
        var secrets = new Secrets([
            new("sasl.password", "hunter2"),
            new("sasl.oauthbearer.config", "principal=admin scope=top-secret"),
            new("sasl.username", "me"),
        ]);
        Assert.Equal("me: *** and ***, again ***", secrets.Redact("me: hunter2 and top-secret, again principal=admin scope=top-secret"));
        var events = new ClientEvents(NullLogger.Instance, secrets);
        events.OnError(new Error(ErrorCode.SaslAuthenticationFailed, "hunter2 is wrong"));
        Assert.Equal("*** is wrong", events.Denied!.Reason);
    }

    [Fact]
    public void No_refusal_repeats_one()
    {
        var options = new KafkaSinkOptions
        {
            BootstrapServers = "host:9092",
            Config = new Dictionary<string, string>
            {
                ["sasl.password"] = "s3cret", ["sasl.jaas.config"] = "s3cret", ["ssl.key.pem"] = "s3cret", ["acks"] = "1",
            },
        };
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => new ClientFactory(options));
        Assert.Contains("'acks'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'sasl.jaas.config'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }
}
