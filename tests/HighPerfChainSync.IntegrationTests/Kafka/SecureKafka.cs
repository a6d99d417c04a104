using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Testing;

[assembly: AssemblyFixture(typeof(SecureKafka))]

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>
/// A real Kafka with TLS, SASL and access control lists, started when the first test asks. Its plain listener is the administrator's:
/// through it tests make users of their own and read what was written.
/// </summary>
public sealed class SecureKafka : IAsyncDisposable
{
    /// <summary><c>RD_KAFKA_RESOURCE_TRANSACTIONAL_ID</c>, which the client's enumeration leaves out.</summary>
    internal const ResourceType TransactionalId = (ResourceType)5;

    private readonly SemaphoreSlim _gate = new(1);
    private KafkaProcess? _process;

    /// <summary>The administrator's address.</summary>
    public string Plain => Process.BootstrapServers;

    /// <summary>Where TLS and SASL are spoken, under the name that the certificate is made out to.</summary>
    public string Secure => SecureUnder("localhost");

    /// <summary>The certificate of the authority that the brokers' are signed with.</summary>
    public string CertificateAuthority => Process.CertificateAuthority;

    private KafkaProcess Process => _process ?? throw new InvalidOperationException("No secure Kafka was asked for.");

    /// <summary>Starts it unless it runs; skips the test when it cannot be.</summary>
    public async Task RequireAsync()
    {
        string? whyNot = KafkaProcess.WhyNotSecure();
        Assert.SkipUnless(whyNot is null, $"Needs a Kafka with TLS and SASL: {whyNot}.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(cancellation);
        try
        {
            _process ??= await KafkaProcess.StartAsync(new KafkaProcessOptions { Secure = true }, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The secure address under another name for the loopback address.</summary>
    public string SecureUnder(string host) => string.Create(CultureInfo.InvariantCulture, $"{host}:{Process.SecurePort}");

    /// <summary>Makes a user without rights, with a secret that occurs nowhere else.</summary>
    internal async Task<SecureUser> AddUserAsync(ScramMechanism mechanism = ScramMechanism.ScramSha512)
    {
        string id = Guid.NewGuid().ToString("N");
        var user = new SecureUser("u" + id[..8], "secret-" + id, mechanism == ScramMechanism.ScramSha512 ? "SCRAM-SHA-512" : "SCRAM-SHA-256");
        using IAdminClient admin = Admin();
        await admin.AlterUserScramCredentialsAsync(
        [
            new UserScramCredentialUpsertion
            {
                User = user.Name,
                Password = TextEncoding.UTF8.GetBytes(user.Secret),
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = mechanism, Iterations = 4096 },
            },
        ]);
        return user;
    }

    /// <summary>Gives a user rights on everything of a kind whose name begins with the prefix, and waits until they are in force.</summary>
    internal Task AllowAsync(SecureUser user, ResourceType resource, string prefix, params AclOperation[] operations) =>
        SetAsync(user, resource, prefix, AclPermissionType.Allow, operations);

    /// <summary>Takes rights away, whatever gives them.</summary>
    internal Task DenyAsync(SecureUser user, ResourceType resource, string prefix, params AclOperation[] operations) =>
        SetAsync(user, resource, prefix, AclPermissionType.Deny, operations);

    /// <summary>Gives a user all that a stream needs, as the documentation says it.</summary>
    internal async Task AllowStreamAsync(SecureUser user, string chain)
    {
        await AllowAsync(
            user, ResourceType.Topic, chain, AclOperation.Create, AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.Read, AclOperation.Write);
        await AllowAsync(user, TransactionalId, chain, AclOperation.Describe, AclOperation.Write);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _gate.Dispose();
    }

    private async Task SetAsync(SecureUser user, ResourceType resource, string prefix, AclPermissionType permission, AclOperation[] operations)
    {
        using IAdminClient admin = Admin();
        List<AclBinding> bindings = [.. operations.Select(operation => new AclBinding
        {
            Pattern = new ResourcePattern { Type = resource, Name = prefix, ResourcePatternType = ResourcePatternType.Prefixed },
            Entry = new AccessControlEntry { Principal = "User:" + user.Name, Host = "*", Operation = operation, PermissionType = permission },
        })];
        await admin.CreateAclsAsync(bindings);
        foreach (AclBinding binding in bindings)
        {
            await Patience.UntilAsync(
                async () => (await admin.DescribeAclsAsync(binding.ToFilter())).AclBindings.Count > 0, "the right is in force");
        }
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Plain }).Build();
}
