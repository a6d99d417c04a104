using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
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
        KafkaOptionProblem problem = Assert.Single((s_options with { Config = Config((key, "x")) }).FindProblems());
        Assert.Equal("Config:" + key, problem.Option);
        Assert.Contains($"'{key}' cannot be set", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_cannot_work_by_the_name_of_the_option()
    {
        AssertProblem(s_options with { BootstrapServers = " " }, "BootstrapServers", "host:port");
        AssertProblem(s_options with { Limits = new SinkLimits(0, 1, TimeSpan.FromSeconds(1)) }, "Limits", "limits");
        AssertProblem(s_options with { Limits = new SinkLimits(1, 1, TimeSpan.FromMinutes(2)) }, "Limits", "transaction.timeout.ms");
        AssertProblem(s_options with { MaxMessageBytes = 1 }, "MaxMessageBytes", "between 1000000 and 1000000000");
        AssertProblem(s_options with { ReplicationFactor = 0 }, "ReplicationFactor", "between 1 and");
        AssertProblem(s_options with { Partitions = 0 }, "Partitions", "between 1 and 10000");
        AssertProblem(s_options with { BlocksPerRange = 0 }, "BlocksPerRange", "between 1 and");
        AssertProblem(s_options with { StartTimeout = TimeSpan.Zero }, "StartTimeout", "positive");
        AssertProblem(s_options with { TopicTemplate = "{chian}" }, "TopicTemplate", "no topic name");
        AssertProblem(s_options with { ProgressTopicTemplate = "a/b" }, "ProgressTopicTemplate", "no topic name");
        AssertProblem(s_options with { Compression = "rar" }, "Compression", "rar");
        AssertProblem(s_options with { Config = Config(("transaction.timeout.ms", "1500")) }, "Config:transaction.timeout.ms", "1500 ms");
        AssertProblem(s_options with { Config = Config(("batch.size", "big")) }, "Config:batch.size", "must be a whole number");
        AssertProblem(s_options with { Config = Config(("no.such.property", "1")) }, "Config:no.such.property", "No such configuration property");
        AssertProblem(s_options with { Config = Config(("security.protocol", "plain")) }, "Config:security.protocol", "Invalid value \"***\"");
    }

    [Fact]
    public void Finds_everything_at_once_and_says_so_before_anything_is_contacted()
    {
        KafkaSinkOptions options = s_options with { Partitions = -1, Config = Config(("acks", "0"), ("linger", "5"), ("batch.size", "x")) };
        Assert.Equal(["Partitions", "Config:acks", "Config:linger", "Config:batch.size"], options.FindProblems().Select(static problem => problem.Option));
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => new KafkaSink(options, NullLogger.Instance));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Equal(4, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Takes_a_ProducerConfig_as_it_is_and_of_a_property_the_last_value()
    {
        var options = new KafkaSinkOptions
        {
            Config = new Confluent.Kafka.ProducerConfig { BootstrapServers = "b:1", LingerMs = 7, SecurityProtocol = Confluent.Kafka.SecurityProtocol.Ssl },
        };
        var config = new ClientFactory(options);
        Assert.Equal("b:1", config.Bootstrap);
        Assert.Equal("7", config.ProducerProperties(new TopicPlan(options, EncodedBlocks.Stream("c")))["linger.ms"]);
        Assert.Empty((s_options with { Config = [new("linger.ms", "x"), new("linger.ms", "5")] }).FindProblems());
    }

    [Fact]
    public void Passes_any_other_property_through_and_keeps_its_own()
    {
        var config = new ClientFactory(s_options with
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
        Dictionary<string, string> properties = new ClientFactory(options).ProducerProperties(new TopicPlan(options, EncodedBlocks.Stream("c")));
        Assert.False(properties.ContainsKey("transactional.id"));
        Assert.Equal("0", properties["message.timeout.ms"]);
        Assert.Equal("true", properties["enable.idempotence"]);
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(1UL, 1000)]
    [InlineData(1_438_269_988UL, 1_438_269_988_000)]
    [InlineData(ulong.MaxValue, 253_402_300_799_000)]
    public void Turns_block_times_into_timestamps(ulong seconds, long expected) => Assert.Equal(expected, KafkaSink.ToTimestamp(seconds));

    private static void AssertProblem(KafkaSinkOptions options, string option, string expected)
    {
        KafkaOptionProblem problem = Assert.Single(options.FindProblems());
        Assert.Equal(option, problem.Option);
        Assert.Contains(expected, problem.Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Config(params (string Key, string Value)[] properties) =>
        properties.ToDictionary(static property => property.Key, static property => property.Value);
}
