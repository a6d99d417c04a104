using HighPerfChainSync.IntegrationTests.Host;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>The program as a user starts it against a secure Kafka: exit code, what it says, what it keeps to itself.</summary>
[Collection(OwnKafka.Name)]
public sealed class SecureHostTests(SecureKafka kafka)
{
    private const int Ok = 0;
    private const int SinkFailed = 4;

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Writes_with_secrets_from_the_environment(string log)
    {
        await kafka.RequireAsync();
        SecureUser user = await kafka.AddUserAsync();
        string chain = NewChain();
        await kafka.AllowStreamAsync(user, chain);
        HostResult result = await RunAsync(user, user.Secret, chain, "--log", log);
        Assert.True(result.ExitCode == Ok, result.Error);
        AssertSecretUntold(result, user);
    }

    [Fact]
    public async Task Tries_out_and_audits_as_it_writes()
    {
        await kafka.RequireAsync();
        SecureUser user = await kafka.AddUserAsync();
        string chain = NewChain();
        await kafka.AllowStreamAsync(user, chain);
        HostResult dry = await RunAsync(user, user.Secret, chain, "--dry-run");
        Assert.True(dry.ExitCode == Ok, dry.Error);
        Assert.Contains($"{chain}_progress", TextEncoding.UTF8.GetString(dry.Output) + dry.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Secret, TextEncoding.UTF8.GetString(dry.Output) + dry.Error, StringComparison.Ordinal);

        HostResult written = await RunAsync(user, user.Secret, chain);
        Assert.True(written.ExitCode == Ok, written.Error);
        await using HostProcess audit = HostProcess.Start(
            ["consume", "--audit", "--chain", chain, "--kafka", kafka.Secure, .. Config(user), "--kafka-config", $"sasl.password={user.Secret}"], []);
        HostResult sound = await audit.WaitAsync();
        Assert.True(sound.ExitCode == Ok, sound.Error);
        Assert.Contains(sound.Lines, static line => line.StartsWith("Sound:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_secret_ends_with_4_and_says_what_to_check()
    {
        await kafka.RequireAsync();
        SecureUser user = await kafka.AddUserAsync();
        HostResult result = await RunAsync(user, user.Secret + "-wrong", NewChain());
        AssertRefused(result, user, "Authentication failed", "sasl.password");
    }

    [Fact]
    public async Task Missing_rights_end_with_4_and_are_named()
    {
        await kafka.RequireAsync();
        SecureUser user = await kafka.AddUserAsync();
        string chain = NewChain();
        HostResult result = await RunAsync(user, user.Secret, chain);
        AssertRefused(result, user, "Create", $"{chain}_");
    }

    private static string NewChain() => "s" + Guid.NewGuid().ToString("N")[..12];

    private static void AssertRefused(HostResult result, SecureUser user, params string[] words)
    {
        Assert.True(result.ExitCode == SinkFailed, $"exit code {result.ExitCode}: {result.Error}");
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        AssertSecretUntold(result, user);
    }

    private static void AssertSecretUntold(HostResult result, SecureUser user)
    {
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain(user.Secret, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Secret, TextEncoding.UTF8.GetString(result.Output), StringComparison.Ordinal);
    }

    /// <summary>What the user says on the command line, where a secret does not belong.</summary>
    private IEnumerable<string> Config(SecureUser user) => user.Config(kafka.CertificateAuthority)
        .Where(static property => property.Key is not "sasl.password")
        .SelectMany(static property => (string[])["--kafka-config", $"{property.Key}={property.Value}"]);

    private async Task<HostResult> RunAsync(SecureUser user, string secret, string chain, params string[] more)
    {
        var blocks = new GeneratedChain(new GeneratorOptions { Seed = 3, First = 0, Blocks = 10 });
        await using ReplayServer node = await ReplayServer.StartAsync(blocks, new ReplayServerOptions(), TestContext.Current.CancellationToken);
        string[] command =
        [
            "sync", "--rpc", node.Url.ToString(), "--to", "9", "--chain", chain, "--kafka", kafka.Secure, "--verbosity", "detailed",
            .. Config(user), .. more,
        ];
        await using HostProcess host = HostProcess.Start(command, [("CHAINSYNC_Streams__0__Kafka__Config__sasl.password", secret)]);
        return await host.WaitAsync();
    }
}
