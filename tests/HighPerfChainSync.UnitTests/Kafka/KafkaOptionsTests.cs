using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class KafkaOptionsTests
{
    private static readonly KafkaSinkOptions s_options = new() { BootstrapServers = "host:9092" };

    [Theory]
    [InlineData("{chain}_{entities}", "polygon_token_transfers")]
    [InlineData("evm.{entity}.{chain}", "evm.token_transfer.polygon")]
    [InlineData("all", "all")]
    public void Makes_topic_names(string template, string expected) =>
        Assert.Equal(expected, (s_options with { TopicTemplate = template }).TopicOf("polygon", Entity.TokenTransfer));

    [Theory]
    [InlineData("")]
    [InlineData("{chian}_blocks")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void Refuses_templates_that_make_no_topic_name(string template)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => (s_options with { TopicTemplate = template }).TopicOf("polygon", Entity.Log));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains($"'{template}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_only_the_topics_of_the_stream()
    {
        StreamDescription stream = EncodedBlocks.Stream("c") with { Entities = EntitySet.Block | EntitySet.TokenTransfer };
        var plan = new TopicPlan(s_options, stream);
        Assert.Equal(["c_blocks", "c_token_transfers", "c_progress"], plan.Names);
        Assert.Equal(1, plan.IndexOf(Entity.TokenTransfer));
        Assert.Equal(["one", "c_progress"], new TopicPlan(s_options with { TopicTemplate = "one" }, stream).Names);
        Assert.Throws<ChainSyncException>(() => new TopicPlan(s_options with { TopicTemplate = "c_progress" }, stream));
    }

    [Theory]
    [InlineData("transactional.id")]
    [InlineData("enable.idempotence")]
    [InlineData("acks")]
    [InlineData("isolation.level")]
    [InlineData("bootstrap.servers")]
    public void Refuses_properties_on_which_the_promises_rest(string key)
    {
        ChainSyncException error = Refused(s_options with { Config = new Dictionary<string, string> { [key] = "x" } });
        Assert.Contains($"'{key}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_cannot_work()
    {
        Assert.Contains("host:port", Refused(s_options with { BootstrapServers = " " }).Message, StringComparison.Ordinal);
        Assert.Contains("limits", Refused(s_options with { Limits = new SinkLimits(0, 1, TimeSpan.FromSeconds(1)) }).Message, StringComparison.Ordinal);
        Assert.Contains("MaxMessageBytes", Refused(s_options with { MaxMessageBytes = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("ReplicationFactor", Refused(s_options with { ReplicationFactor = 0 }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "transaction.timeout.ms",
            Refused(s_options with { Config = new Dictionary<string, string> { ["transaction.timeout.ms"] = "1500" } }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'batch.size' is 'big'",
            Refused(s_options with { Config = new Dictionary<string, string> { ["batch.size"] = "big", ["transaction.timeout.ms"] = "9000" } }, open: true).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_any_other_property_through_and_keeps_its_own()
    {
        var config = new ClientConfig(s_options with
        {
            Config = new Dictionary<string, string> { ["linger.ms"] = "7", ["sasl.username"] = "me", ["compression.codec"] = "zstd" },
        });
        Dictionary<string, string> properties = config.ProducerProperties(new TopicPlan(s_options, EncodedBlocks.Stream("c")));
        Assert.Equal("7", properties["linger.ms"]);
        Assert.Equal("me", properties["sasl.username"]);
        Assert.Equal("zstd", properties["compression.codec"]);
        Assert.False(properties.ContainsKey("compression.type"));
        Assert.Equal("all", properties["acks"]);
        Assert.Equal("true", properties["enable.idempotence"]);
        Assert.Equal("c_progress", properties["transactional.id"]);
        Assert.Equal("host:9092", properties["bootstrap.servers"]);
    }

    [Fact]
    public void Waits_for_ever_and_has_no_transactional_id_without_transactions()
    {
        KafkaSinkOptions options = s_options with { Delivery = KafkaDelivery.AtLeastOnce };
        Dictionary<string, string> properties = new ClientConfig(options).ProducerProperties(new TopicPlan(options, EncodedBlocks.Stream("c")));
        Assert.False(properties.ContainsKey("transactional.id"));
        Assert.Equal("0", properties["message.timeout.ms"]);
        Assert.Equal("true", properties["enable.idempotence"]);
    }

    [Fact]
    public async Task Names_a_property_that_the_client_does_not_know()
    {
        using var kafka = new EmbeddedKafka();
        var options = new KafkaSinkOptions { Embedded = kafka, Config = new Dictionary<string, string> { ["no.such.property"] = "1" } };
        await using var sink = new KafkaSink(options, NullLogger.Instance);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream("c"), TestContext.Current.CancellationToken));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("no.such.property", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(1UL, 1000)]
    [InlineData(1_438_269_988UL, 1_438_269_988_000)]
    [InlineData(ulong.MaxValue, 253_402_300_799_000)]
    public void Turns_block_times_into_timestamps(ulong seconds, long expected) => Assert.Equal(expected, KafkaSink.ToTimestamp(seconds));

    private static ChainSyncException Refused(KafkaSinkOptions options, bool open = false)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() =>
        {
            var config = new ClientConfig(options);
            if (open) _ = config.BatchSize;
        });
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        return error;
    }
}
