using System.Text.Json;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.IntegrationTests.Host;

/// <summary><c>chainsync consume</c> as a user starts it.</summary>
public sealed class ConsumeTests(RealKafka kafka)
{
    [Fact]
    public async Task Prints_records_and_nothing_else()
    {
        using KafkaTestStream stream = await WriteAsync(200);
        HostResult result = await RunAsync(stream, $"{stream.Chain}_logs", "--from", "150", "--to", "151");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Equal([150UL, 150UL, 151UL, 151UL], result.Lines.Select(static line => ReadableBlocks.NumberOf(TextEncoding.UTF8.GetBytes(line))));

        result = await RunAsync(stream, $"{stream.Chain}_blocks", "--last", "1", "--with", "topic,offset,partition,timestamp,key");
        using JsonDocument line = JsonDocument.Parse(Assert.Single(result.Lines));
        Assert.Equal($"{stream.Chain}_blocks", line.RootElement.GetProperty("topic").GetString());
        Assert.Equal(199, line.RootElement.GetProperty("value").GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, line.RootElement.GetProperty("key").ValueKind);
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_fault()
    {
        using KafkaTestStream stream = await WriteAsync(2000);
        await using HostProcess host = HostProcess.Start(
            ["consume", $"{stream.Chain}_transactions", "--kafka", stream.Options.BootstrapServers], [], readOutput: false);
        host.CloseOutput();
        HostResult result = await host.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_signal_ends_it_at_once()
    {
        using KafkaTestStream stream = await WriteAsync(5);
        await using HostProcess host = HostProcess.Start(
            "consume", $"{stream.Chain}_blocks", "--follow", "--kafka", stream.Options.BootstrapServers);
        await Patience.UntilAsync(() => host.OutputBytes > 0, "something is printed");
        host.Signal(2);
        HostResult result = await host.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(5, result.Lines.Length);
    }

    [Fact]
    public async Task An_audit_says_by_its_code_whether_all_is_well()
    {
        using KafkaTestStream stream = await WriteAsync(50);
        HostResult sound = await RunAsync(stream, "--audit", "--chain", stream.Chain);
        Assert.True(sound.ExitCode == 0, sound.Error);
        Assert.Contains(sound.Lines, static line => line.StartsWith("Sound:", StringComparison.Ordinal));

        await new ReadableBlocks(stream).InjectAsync($"{stream.Chain}_logs", "{}");
        HostResult found = await RunAsync(stream, "--audit", "--chain", stream.Chain, "--json");
        Assert.Equal(8, found.ExitCode);
        using JsonDocument report = JsonDocument.Parse(Assert.Single(found.Lines));
        Assert.False(report.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(1, report.RootElement.GetProperty("topics")[2].GetProperty("foreign").GetInt32());

        HostResult unknown = await RunAsync(stream, "--audit", "--chain", "nobody");
        Assert.Equal(4, unknown.ExitCode);
        Assert.Empty(unknown.Output);
    }

    private async Task<KafkaTestStream> WriteAsync(int blocks)
    {
        var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await new ReadableBlocks(stream).WriteAsync(sink, 0, blocks, blocksPerCommit: 20);
        await sink.DisposeAsync();
        return stream;
    }

    private static Task<HostResult> RunAsync(KafkaTestStream stream, params string[] arguments) =>
        HostProcess.RunAsync(["consume", .. arguments, "--kafka", stream.Options.BootstrapServers]);
}
