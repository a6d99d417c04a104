using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>One right is missing, each time another: the error names topic and right, and nothing is half written.</summary>
[Collection(OwnKafka.Name)]
public sealed class KafkaRightsTests(SecureKafka kafka)
{
    private static readonly AclOperation[] s_topicRights =
    [
        AclOperation.Create, AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.Read, AclOperation.Write,
    ];

    [Fact]
    public async Task Refuses_a_user_without_any_right()
    {
        using SecureStream secure = await SecureStream.MakeAsync(kafka);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "Create", $"{secure.Chain}_");
    }

    [Fact]
    public async Task Refuses_to_create_topics_without_the_right()
    {
        using SecureStream secure = await SecureStream.MakeAsync(kafka);
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, Without(AclOperation.Create));
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Describe, AclOperation.Write);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "Create", $"'{secure.Chain}_blocks'");
    }

    [Fact]
    public async Task Refuses_topics_whose_settings_it_may_not_read()
    {
        using SecureStream secure = await WithTopicsAsync();
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, Without(AclOperation.DescribeConfigs));
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Describe, AclOperation.Write);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "DescribeConfigs", $"{secure.Chain}_");
    }

    [Fact]
    public async Task Refuses_to_begin_without_the_transactional_id()
    {
        using SecureStream secure = await SecureStream.MakeAsync(kafka);
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, s_topicRights);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.Sink, "transactional id", $"'{secure.Chain}_progress'");
    }

    [Fact]
    public async Task Refuses_to_begin_where_the_progress_cannot_be_read()
    {
        using SecureStream secure = await WithTopicsAsync();
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, Without(AclOperation.Read));
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Describe, AclOperation.Write);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "Read", $"'{secure.Chain}_progress'");
    }

    [Fact]
    public async Task Refuses_to_begin_where_the_progress_cannot_be_written()
    {
        using SecureStream secure = await WithTopicsAsync();
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, Without(AclOperation.Write));
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Describe, AclOperation.Write);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "Write", $"{secure.Chain}_");
    }

    [Fact]
    public async Task Refuses_a_topic_that_it_may_not_write_before_the_first_record()
    {
        using SecureStream secure = await WithoutWritingLogsAsync(static options => options);
        ChainSyncException error = await secure.RefusedAtStartAsync();
        AssertNames(error, ChainSyncError.KafkaTopic, "Write", $"'{secure.Chain}_logs'");
    }

    [Theory]
    [InlineData(KafkaDelivery.ExactlyOnce)]
    [InlineData(KafkaDelivery.AtLeastOnce)]
    public async Task Stops_at_a_topic_that_it_may_not_write_when_nobody_looked(KafkaDelivery delivery)
    {
        using SecureStream secure = await WithoutWritingLogsAsync(options => options with { Delivery = delivery, SkipProvisioning = true });
        (KafkaSink sink, _) = await secure.Stream.OpenAsync();
        ChainSyncException error = await RefusedAsync(secure, sink, 0);
        AssertNames(error, ChainSyncError.KafkaTopic, "Write", $"'{secure.Chain}_logs'");
        if (delivery == KafkaDelivery.ExactlyOnce) Assert.Empty(secure.Stream.ReadBlockNumbers());
    }

    /// <summary>Who may not look at topics can still write to those that somebody else has made and vouches for.</summary>
    [Fact]
    public async Task Writes_without_provisioning_with_no_more_than_read_and_write()
    {
        using SecureStream secure = await WithTopicsAsync(options => options with { SkipProvisioning = true });
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, AclOperation.Write);
        await kafka.AllowAsync(secure.User, ResourceType.Topic, $"{secure.Chain}_progress", AclOperation.Read);
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Write);
        (KafkaSink sink, _) = await secure.Stream.OpenAsync();
        await secure.Stream.WriteAsync(sink, 0, 3);
        await sink.DisposeAsync();
        secure.Stream.AssertExactly(3);
    }

    /// <summary>A right that is taken away from a running stream ends it; what was committed stays.</summary>
    [Fact]
    public async Task Stops_when_a_right_is_taken_away()
    {
        using SecureStream secure = await WithTopicsAsync();
        await kafka.AllowStreamAsync(secure.User, secure.Chain);
        (KafkaSink sink, _) = await secure.Stream.OpenAsync();
        await secure.Stream.WriteAsync(sink, 0, 3);
        await kafka.DenyAsync(secure.User, ResourceType.Topic, $"{secure.Chain}_transactions", AclOperation.Write);
        ChainSyncException error = await RefusedAsync(secure, sink, 3);
        AssertNames(error, ChainSyncError.KafkaTopic, "Write", $"'{secure.Chain}_transactions'");
        secure.Stream.AssertExactly(3);
    }

    private static AclOperation[] Without(AclOperation missing) => [.. s_topicRights.Where(right => right != missing)];

    private static void AssertNames(ChainSyncException error, ChainSyncError kind, params string[] words)
    {
        Assert.Equal(kind, error.Error);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Fails unless the block is refused, and closes the sink.</summary>
    private static async Task<ChainSyncException> RefusedAsync(SecureStream secure, KafkaSink sink, ulong number)
    {
        BlockData block = EncodedBlocks.Make(secure.Stream.Pool, number);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () =>
        {
            await sink.WriteAsync(block, secure.Stream.Cancellation);
            await sink.CommitAsync(secure.Stream.Cancellation);
        });
        await sink.DisposeAsync();
        block.Return();
        secure.AssertSecretUntold(error);
        return error;
    }

    private async Task<SecureStream> WithoutWritingLogsAsync(Func<KafkaSinkOptions, KafkaSinkOptions> change)
    {
        SecureStream secure = await WithTopicsAsync(change);
        await kafka.AllowAsync(secure.User, ResourceType.Topic, secure.Chain, Without(AclOperation.Write));
        foreach (string entity in (string[])["blocks", "transactions", "token_transfers", "progress"])
            await kafka.AllowAsync(secure.User, ResourceType.Topic, $"{secure.Chain}_{entity}", AclOperation.Write);
        await kafka.AllowAsync(secure.User, SecureKafka.TransactionalId, secure.Chain, AclOperation.Describe, AclOperation.Write);
        return secure;
    }

    /// <summary>A stream whose topics the administrator has made, as the sink itself makes them.</summary>
    private async Task<SecureStream> WithTopicsAsync(Func<KafkaSinkOptions, KafkaSinkOptions>? change = null)
    {
        SecureStream secure = await SecureStream.MakeAsync(kafka, change);
        await using var administrator = new KafkaSink(
            new KafkaSinkOptions { BootstrapServers = kafka.Plain, Delivery = secure.Stream.Options.Delivery }, new TestLogger());
        await administrator.OpenAsync(EncodedBlocks.Stream(secure.Chain), secure.Stream.Cancellation);
        return secure;
    }
}
