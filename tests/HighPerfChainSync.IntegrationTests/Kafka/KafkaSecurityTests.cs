using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>TLS and SASL against a real broker: what works, what is refused with which words, and that no secret is ever told.</summary>
[Collection(OwnKafka.Name)]
public sealed class KafkaSecurityTests(SecureKafka kafka)
{
    [Theory]
    [InlineData("SCRAM-SHA-512", KafkaDelivery.ExactlyOnce)]
    [InlineData("SCRAM-SHA-256", KafkaDelivery.ExactlyOnce)]
    [InlineData("SCRAM-SHA-512", KafkaDelivery.AtLeastOnce)]
    public async Task Writes_and_resumes_with_the_right_secret(string mechanism, KafkaDelivery delivery)
    {
        using SecureStream secure = await SecureStream.MakeAsync(
            kafka,
            options => options with { Delivery = delivery },
            mechanism == "SCRAM-SHA-512" ? ScramMechanism.ScramSha512 : ScramMechanism.ScramSha256);
        await kafka.AllowStreamAsync(secure.User, secure.Chain);
        (KafkaSink sink, _) = await secure.Stream.OpenAsync();
        await secure.Stream.WriteAsync(sink, 0, 10);
        await sink.DisposeAsync();
        (sink, StreamProgress? progress) = await secure.Stream.OpenAsync();
        Assert.Equal(9UL, progress!.Number);
        await secure.Stream.WriteAsync(sink, 10, 5);
        await sink.DisposeAsync();
        secure.Stream.AssertExactly(15);
        secure.AssertSecretUntold();
        // The client did say what it can, so that the absence of the secret means something.
        Assert.Contains(secure.Stream.Logger.Lines, line => line.Contains(mechanism, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_with_a_password_in_the_clear_under_tls()
    {
        await kafka.RequireAsync();
        // The broker knows this user by configuration alone; its rights are given for this chain only.
        var user = new SecureUser("chainsync", "chainsync-secret", "PLAIN");
        using var stream = new KafkaTestStream(kafka.Plain) { Options = user.Options(kafka) };
        await kafka.AllowStreamAsync(user, stream.Chain);
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 5);
        await sink.DisposeAsync();
        stream.AssertExactly(5);
    }

    [Theory]
    [InlineData(KafkaDelivery.ExactlyOnce, false)]
    [InlineData(KafkaDelivery.ExactlyOnce, true)]
    [InlineData(KafkaDelivery.AtLeastOnce, false)]
    public async Task Refuses_a_wrong_secret(KafkaDelivery delivery, bool skipProvisioning)
    {
        using SecureStream secure = await SecureStream.MakeAsync(kafka, options => With(options, "sasl.password", "wrong-" + options.Config.Single(p => p.Key == "sasl.password").Value) with
        {
            Delivery = delivery,
            SkipProvisioning = skipProvisioning,
        });
        ChainSyncException error = await secure.RefusedAtStartAsync();
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("Authentication failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("sasl.password", error.Message, StringComparison.Ordinal);
        Assert.Contains(kafka.Secure, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_an_authority_that_did_not_sign()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=another-ca", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 another = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string file = Path.Combine(Path.GetTempPath(), $"chainsync-ca-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(file, another.ExportCertificatePem(), TestContext.Current.CancellationToken);
        try
        {
            using SecureStream secure = await SecureStream.MakeAsync(kafka, options => With(options, "ssl.ca.location", file));
            ChainSyncException error = await secure.RefusedAtStartAsync();
            AssertTlsRefused(error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Refuses_a_certificate_for_another_name()
    {
        // A name for the loopback address that the certificate does not carry.
        using SecureStream secure = await SecureStream.MakeAsync(kafka, options => options with { BootstrapServers = kafka.SecureUnder("127.1") });
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertTlsRefused(error);
    }

    [Fact]
    public async Task Says_that_the_protocol_may_be_wrong()
    {
        using SecureStream secure = await SecureStream.MakeAsync(
            kafka, options => With(options, "security.protocol", "plaintext") with { StartTimeout = TimeSpan.FromSeconds(3) });
        ChainSyncException error = await secure.RefusedAtStartAsync();
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("security.protocol", error.Message, StringComparison.Ordinal);
    }

    /// <summary>librdkafka's own words repeat a value that it cannot use.</summary>
    [Theory]
    [InlineData("ssl.key.pem", "ssl.key.pem")]
    [InlineData("ssl.certificate.pem", "ssl.certificate.pem")]
    [InlineData("sasl.jaas.config", "JAAS")]
    [InlineData("sasl.oauthbearer.method", "sasl.oauthbearer.method")]
    [InlineData("sasl.pasword", "sasl.pasword")]
    public async Task Refuses_a_property_without_telling_its_value(string property, string named)
    {
        using SecureStream secure = await SecureStream.MakeAsync(
            kafka, options => With(options, property, options.Config.Single(p => p.Key == "sasl.password").Value) with { StartTimeout = TimeSpan.FromSeconds(3) });
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () =>
        {
            await using KafkaSink sink = secure.Stream.NewSink();
            await sink.OpenAsync(EncodedBlocks.Stream(secure.Chain), secure.Stream.Cancellation);
        });
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secure.User.Secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secure.Stream.Logger.Lines, line => line.Contains(secure.User.Secret, StringComparison.Ordinal));
    }

    private static void AssertTlsRefused(ChainSyncException error)
    {
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("certificate", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ssl.ca.location", error.Message, StringComparison.Ordinal);
    }

    private static KafkaSinkOptions With(KafkaSinkOptions options, string property, string value) =>
        options with { Config = new Dictionary<string, string>(options.Config) { [property] = value } };
}
