using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.EndToEnd;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Reports;

namespace HighPerfChainSync.IntegrationTests.EndToEnd;

/// <summary>The end-to-end runner with its own processes; what it measures is not judged, except for what can be counted.</summary>
public sealed class EndToEndRunnerTests
{
    private const int Short = 30;
    private const int Long = 90;

    [Fact]
    public async Task A_run_into_nothing_has_every_figure()
    {
        var options = new EndToEndOptions
        {
            ShortBlocks = Short,
            LongBlocks = Long,
            Rounds = 1,
            Chains = [Chains.Generated],
            Sinks = ["null"],
            Variants = [new Variant("structure", 0)],
            Compression = "lz4",
            Host = AppContext.BaseDirectory,
            HostArguments = ["--rpc-concurrency", "2"],
        };

        EndToEndFigures figures = await new EndToEndRunner(options).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new MeasuredHost(HostOrigin.Given, IsCompiledAhead: false), figures.Host);
        Assert.Null(figures.Broker);
        Assert.Empty(figures.LeftOut);
        Row row = Assert.Single(Assert.Single(figures.Chains).Rows);
        Assert.Equal("null, verify structure", row.Name);
        SteadyState steady = Assert.Single(row.Rounds);
        Assert.True(double.IsFinite(steady.BlocksPerSecond) && steady.BlocksPerSecond != 0);
        // In each block of the chain there are some; how many a second both rates say alike.
        Assert.InRange(steady.RecordsPerSecond / steady.BlocksPerSecond, 100, 2000);
        Assert.InRange(steady.TransactionsPerSecond!.Value / steady.BlocksPerSecond, 50, 1000);
        Assert.InRange(steady.MegabytesInPerSecond / steady.BlocksPerSecond, 0.1, 5);
        Assert.InRange(steady.MegabytesOutPerSecond / steady.BlocksPerSecond, 0.1, 5);
        Assert.True(steady.FirstCommitSeconds > 0);
        Assert.True(steady.PeakMiB > 20);
        Assert.Equal(ProcessingStageNames.Count, steady.StageMsPerBlock.Count);
        using JsonDocument json = JsonDocument.Parse(JsonReport.Write(figures, options));
        Assert.Equal("null", json.RootElement.GetProperty("chains")[0].GetProperty("rows")[0].GetProperty("sink").GetString());
    }

    [Fact]
    public async Task The_embedded_Kafka_has_a_process_of_its_own_and_makes_topics()
    {
        await using KafkaBroker broker = await KafkaBroker.StartEmbeddedAsync();
        await broker.PrepareAsync(["a", "b"]);

        using System.Diagnostics.Process process = broker.Process()!;
        Assert.NotEqual(Environment.ProcessId, process.Id);
        using Confluent.Kafka.IAdminClient admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        Confluent.Kafka.Metadata metadata = admin.GetMetadata(TimeSpan.FromSeconds(20));
        Assert.Equal(["a", "b"], metadata.Topics.Select(static topic => topic.Topic).Order());
        Assert.All(metadata.Topics, static topic => Assert.Single(topic.Partitions));
    }
}
