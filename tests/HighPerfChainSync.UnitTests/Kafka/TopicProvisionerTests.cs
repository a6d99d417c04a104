using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class TopicProvisionerTests
{
    private static readonly KafkaSinkOptions s_options = new() { BootstrapServers = "host:9092" };

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(2, 2, "1")]
    [InlineData(3, 3, "2")]
    [InlineData(9, 3, "2")]
    public async Task Creates_what_is_missing_with_as_many_replicas_as_make_sense(int brokers, int replicas, string inSync)
    {
        var admin = new FakeTopicAdmin { Brokers = brokers };
        await RunAsync(admin);
        Assert.Equal(["c_blocks", "c_transactions", "c_logs", "c_token_transfers", "c_progress"], admin.Created.ConvertAll(static topic => topic.Name));
        Assert.All(admin.Created, topic =>
        {
            Assert.Equal(replicas, topic.Replicas);
            Assert.Equal(1, topic.Partitions);
            Assert.Equal(inSync, topic.Settings["min.insync.replicas"]);
        });
        // What was created passes the checks of the next start, and nothing is created again.
        ProvisioningPlan again = await InspectAsync(admin);
        Assert.Empty(again.AllProblems());
        Assert.All(again.Topics, static topic => Assert.Empty(topic.Warnings));
        await RunAsync(admin);
        Assert.Equal(5, admin.Created.Count);
    }

    [Fact]
    public async Task Gives_partitions_to_data_topics_alone()
    {
        var admin = new FakeTopicAdmin();
        await RunAsync(admin, s_options with { Partitions = 6 });
        Assert.Equal([6, 6, 6, 6, 1], admin.Created.ConvertAll(static topic => topic.Partitions));
    }

    [Fact]
    public async Task Names_everything_that_is_wrong_at_once_and_creates_nothing()
    {
        var admin = new FakeTopicAdmin { MaxTimeout = "30000" };
        admin.Topics.Add(FakeTopicAdmin.Of("c_blocks", new Dictionary<string, string> { ["cleanup.policy"] = "compact", ["retention.ms"] = "5" }, partitions: 2));
        admin.Topics.Add(new TopicState { Name = "c_logs", Error = new Error(ErrorCode.TopicAuthorizationFailed, "not authorized") });
        admin.OnCreate = static (topic, _) => topic.Name == "c_transactions" ? ErrorCode.PolicyViolation : ErrorCode.NoError;
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(admin));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        foreach (string part in (string[])["transaction.max.timeout.ms", "2 partitions", "cleanup.policy=compact", "retention.ms=5", "'c_logs'", "Grant"])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("for 5 reasons", error.Message, StringComparison.Ordinal);
        Assert.Empty(admin.Created);
    }

    [Fact]
    public async Task Creates_nothing_when_one_topic_would_be_refused()
    {
        var admin = new FakeTopicAdmin();
        admin.OnCreate = static (topic, _) => topic.Name == "c_progress" ? ErrorCode.TopicAuthorizationFailed : ErrorCode.NoError;
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(admin));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("'c_progress'", error.Message, StringComparison.Ordinal);
        Assert.Empty(admin.Created);
    }

    [Fact]
    public async Task Asks_again_when_the_broker_goes_away_between_two_questions()
    {
        var admin = new FakeTopicAdmin();
        int failures = 2;
        admin.OnCreate = (_, validateOnly) =>
            validateOnly || failures-- <= 0 ? ErrorCode.NoError : throw new KafkaException(new Error(ErrorCode.Local_Transport, "connection reset"));
        await RunAsync(admin);
        Assert.Equal(5, admin.Created.Count);
    }

    [Fact]
    public async Task Gives_up_when_the_broker_stays_away()
    {
        var admin = new FakeTopicAdmin { OnCreate = static (_, _) => throw new KafkaException(new Error(ErrorCode.Local_Transport, "connection reset")) };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(admin, s_options with { StartTimeout = TimeSpan.FromMilliseconds(1) }));
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("connection reset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_out_settings_that_an_older_broker_does_not_know()
    {
        var admin = new FakeTopicAdmin();
        admin.OnCreate = static (topic, _) => topic.Settings.ContainsKey("message.timestamp.before.max.ms") ? ErrorCode.InvalidConfig : ErrorCode.NoError;
        await RunAsync(admin);
        Assert.Equal(5, admin.Created.Count);
        Assert.Equal("-1", admin.Created[0].Settings["retention.ms"]);
    }

    [Fact]
    public async Task Checks_a_topic_that_somebody_else_creates_in_between()
    {
        var admin = new FakeTopicAdmin();
        admin.BeforeCreate = () => admin.Topics.Add(FakeTopicAdmin.Of("c_logs", TopicSettings.Data(8_000_000, 1), partitions: 3));
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(admin));
        Assert.Contains("3 partitions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_more_replicas_than_brokers()
    {
        var admin = new FakeTopicAdmin { Brokers = 1 };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(admin, s_options with { ReplicationFactor = 3 }));
        Assert.Contains("3 replicas are asked for, but Kafka at host:9092 has 1 broker.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_without_what_it_may_not_read_of_the_broker()
    {
        var admin = new FakeTopicAdmin { MaxTimeout = null };
        await RunAsync(admin);
        Assert.Equal(5, admin.Created.Count);
    }

    [Fact]
    public async Task Names_a_right_that_is_missing_before_the_first_record()
    {
        var admin = new FakeTopicAdmin();
        await RunAsync(admin);
        admin.Topics[0] = admin.Topics[0] with { Operations = [AclOperation.Read, AclOperation.Describe] };
        admin.Topics[4] = admin.Topics[4] with { Operations = [AclOperation.Write, AclOperation.Describe] };
        ProvisioningPlan plan = await InspectAsync(admin);
        Assert.Equal(
            ["This user may not write topic 'c_blocks'. Grant it Write on the topic.", "This user may not read topic 'c_progress'. Grant it Read on the topic."],
            plan.AllProblems().ConvertAll(static problem => problem.Message));
    }

    private static Task RunAsync(FakeTopicAdmin admin, KafkaSinkOptions? options = null) =>
        Provisioner(admin, options ?? s_options).RunAsync(Plan(options ?? s_options), TestContext.Current.CancellationToken);

    private static Task<ProvisioningPlan> InspectAsync(FakeTopicAdmin admin) =>
        Provisioner(admin, s_options).InspectAsync(Plan(s_options), TestContext.Current.CancellationToken);

    private static TopicPlan Plan(KafkaSinkOptions options) => new(options, EncodedBlocks.Stream("c"));

    private static TopicProvisioner Provisioner(FakeTopicAdmin admin, KafkaSinkOptions options) => new(
        options, new ClientFactory(options), admin, new ClientEvents(NullLogger.Instance), NullLogger.Instance, TimeProvider.System);
}
