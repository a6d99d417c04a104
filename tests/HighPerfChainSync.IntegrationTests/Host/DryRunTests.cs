using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.IntegrationTests.Sync;
using HighPerfChainSync.ReplayNode;

namespace HighPerfChainSync.IntegrationTests.Host;

/// <summary><c>sync --dry-run</c> as a user starts it: what it prints, its exit code, and that Kafka is as it was.</summary>
public sealed class DryRunTests(FaultlessRun faultless, RealKafka kafka) : IClassFixture<FaultlessRun>
{
    [Fact]
    public async Task It_says_what_a_start_would_create_and_creates_nothing()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await using ReplayServer node = await faultless.StartNodeAsync();
        HostResult result = await RunAsync(stream, node, "--partitions", "3", "--partition-by", "address", "--kafka-config", "sasl.password=hunter2");
        Assert.True(result.ExitCode == 0, result.Error);
        string output = TextEncoding.UTF8.GetString(result.Output);
        foreach (string part in (string[])
        [
            $"{stream.Chain}_logs", "creates it", "retention.ms=-1", "cleanup.policy=compact", $"topic {stream.Chain}_progress: none found, begins at block 5",
            $"transactional.id={stream.Chain}_progress", "sasl.password=***", "Nothing has been changed.",
        ])
            Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + result.Error, StringComparison.Ordinal);
        Assert.Empty(await KafkaTopics.SnapshotAsync(stream));
    }

    [Fact]
    public async Task It_names_every_refusal_and_ends_with_its_code()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await KafkaTopics.CreateAsync(stream, $"{stream.Chain}_logs", 2, new() { ["retention.ms"] = "604800000", ["retention.bytes"] = "1000000" });
        List<string> before = await KafkaTopics.SnapshotAsync(stream);
        await using ReplayServer node = await faultless.StartNodeAsync();
        HostResult result = await RunAsync(stream, node);
        Assert.True(result.ExitCode == 4, result.Error);
        string output = TextEncoding.UTF8.GetString(result.Output).ReplaceLineEndings(" ");
        foreach (string part in (string[])["refuses it", "has 2 partitions", "retention.ms=604800000", "warning: Topic", "retention.bytes=1000000", "creates it"])
            Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.Equal(before, await KafkaTopics.SnapshotAsync(stream));
    }

    [Fact]
    public async Task It_finds_the_progress_of_a_run_and_what_has_changed_since()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await using ReplayServer node = await faultless.StartNodeAsync();
        HostResult run = await HostProcess.RunAsync([.. Command(stream, node), "--to", "20"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("resumes after block 20", TextEncoding.UTF8.GetString((await RunAsync(stream, node)).Output), StringComparison.Ordinal);

        HostResult changed = await RunAsync(stream, node, "--format", "messagepack", "--entities", "block");
        Assert.True(changed.ExitCode == 3, changed.Error);
        string output = TextEncoding.UTF8.GetString(changed.Output).ReplaceLineEndings(" ");
        Assert.Contains("format json, but messagepack", output, StringComparison.Ordinal);
        Assert.Contains("--accept-changes", output, StringComparison.Ordinal);

        // What is accepted goes on, and the counts of topics that stay go on with it.
        string[] accepted = [.. Command(stream, node), "--entities", "block", "--accept-changes", "--to", "30"];
        Assert.Equal(0, (await HostProcess.RunAsync(accepted)).ExitCode);
        Assert.Equal(26, stream.Read($"{stream.Chain}_blocks").Count);
    }

    private static Task<HostResult> RunAsync(KafkaTestStream stream, ReplayServer node, params string[] more) =>
        HostProcess.RunAsync([.. Command(stream, node), "--dry-run", .. more]);

    private static string[] Command(KafkaTestStream stream, ReplayServer node) =>
        ["sync", "--rpc", node.Url.ToString(), "--kafka", stream.Options.BootstrapServers, "--chain", stream.Chain, "--from", "5"];
}
