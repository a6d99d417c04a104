using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Creates the topics of a stream that are not there and checks those that are.</summary>
internal sealed class TopicProvisioner(KafkaSinkOptions options, ClientConfig config, ClientEvents events, ILogger logger, TimeProvider time)
{
    private const int DefaultReplicas = 3;

    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        using IAdminClient admin = config.CreateAdmin(events);
        int brokers = await CountBrokersAsync(admin, topics, cancellationToken).ConfigureAwait(false);
        int replicas = options.ReplicationFactor ?? Math.Min(DefaultReplicas, brokers);
        try
        {
            List<string> existing = await DescribeAsync(admin, topics).ConfigureAwait(false);
            await CreateMissingAsync(admin, topics, existing, replicas).ConfigureAwait(false);
            await CheckExistingAsync(admin, topics, existing).ConfigureAwait(false);
        }
        catch (KafkaException exception)
        {
            throw KafkaFaults.Explain(events.Denied ?? exception.Error, config.Bootstrap, "prepare the topics", topics.Names[0]);
        }
    }

    /// <summary>The first question to the brokers: it waits for them to come up, and learns soon why they do not answer.</summary>
    private async Task<int> CountBrokersAsync(IAdminClient admin, TopicPlan topics, CancellationToken cancellationToken)
    {
        var notice = new WaitNotice(time);
        while (true)
        {
            try
            {
                DescribeClusterResult cluster = await admin.DescribeClusterAsync(
                    new DescribeClusterOptions { RequestTimeout = s_probe }).WaitAsync(cancellationToken).ConfigureAwait(false);
                events.Clear();
                return Math.Max(1, cluster.Nodes.Count);
            }
            catch (KafkaException exception)
            {
                if (events.Denied is { } denied) throw KafkaFaults.Explain(denied, config.Bootstrap, "connect", topics.ProgressName);
                if (KafkaFaults.IsPermanent(exception.Error.Code))
                    throw KafkaFaults.Explain(exception.Error, config.Bootstrap, "connect", topics.ProgressName);
                if (notice.Elapsed > options.StartTimeout)
                {
                    throw new ChainSyncException(
                        ChainSyncError.KafkaUnavailable,
                        $"Kafka at {config.Bootstrap} has not answered for {notice.Elapsed.TotalSeconds:F0} s: {events.Describe()}. "
                        + "Check that the brokers run, that this address and the addresses they advertise are reachable, and that security.protocol is what they expect.",
                        exception);
                }

                if (notice.IsDue) KafkaLog.Waiting(logger, config.Bootstrap, "answer", events.Describe());
                await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Which topics exist; their partitions are checked on the way.</summary>
    private static async Task<List<string>> DescribeAsync(IAdminClient admin, TopicPlan topics)
    {
        List<TopicDescription> descriptions;
        try
        {
            DescribeTopicsResult result = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics.Names),
                new DescribeTopicsOptions { RequestTimeout = s_request, IncludeAuthorizedOperations = true }).ConfigureAwait(false);
            descriptions = result.TopicDescriptions;
        }
        catch (DescribeTopicsException exception)
        {
            descriptions = exception.Results.TopicDescriptions;
        }

        var existing = new List<string>();
        foreach (TopicDescription description in descriptions)
        {
            if (description.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic) continue;
            if (description.Error.IsError) throw new KafkaException(description.Error);
            TopicSettings.CheckPartitions(description.Name, description.Partitions.Count);
            TopicSettings.CheckRights(description.Name, description.Name == topics.ProgressName, description.AuthorizedOperations);
            existing.Add(description.Name);
        }

        return existing;
    }

    private async Task CreateMissingAsync(IAdminClient admin, TopicPlan topics, List<string> existing, int replicas)
    {
        foreach (string name in topics.Names)
        {
            if (existing.Contains(name)) continue;
            Dictionary<string, string> settings = name == topics.ProgressName
                ? TopicSettings.Progress(replicas)
                : TopicSettings.Data(options.MaxMessageBytes, replicas);
            Error error = await CreateAsync(admin, name, settings, replicas).ConfigureAwait(false);
            if (error.Code == ErrorCode.InvalidConfig)
            {
                foreach (string key in TopicSettings.Newer) settings.Remove(key);
                error = await CreateAsync(admin, name, settings, replicas).ConfigureAwait(false);
            }

            if (error.Code == ErrorCode.TopicAlreadyExists) existing.Add(name); // Made by somebody else in between: to be checked.
            else if (error.IsError) throw KafkaFaults.Explain(error, config.Bootstrap, $"create topic '{name}'", name);
            else KafkaLog.TopicCreated(logger, name, replicas);
        }
    }

    private static async Task<Error> CreateAsync(IAdminClient admin, string name, Dictionary<string, string> settings, int replicas)
    {
        try
        {
            await admin.CreateTopicsAsync(
                [new TopicSpecification { Name = name, NumPartitions = 1, ReplicationFactor = (short)replicas, Configs = settings }],
                new CreateTopicsOptions { RequestTimeout = s_request, OperationTimeout = s_request }).ConfigureAwait(false);
            return new Error(ErrorCode.NoError);
        }
        catch (CreateTopicsException exception)
        {
            return exception.Results[0].Error;
        }
    }

    private async Task CheckExistingAsync(IAdminClient admin, TopicPlan topics, List<string> existing)
    {
        if (existing.Count == 0) return;
        List<ConfigResource> resources = existing.ConvertAll(static name => new ConfigResource { Type = ResourceType.Topic, Name = name });
        List<DescribeConfigsResult> results;
        try
        {
            results = await admin.DescribeConfigsAsync(
                resources, new DescribeConfigsOptions { RequestTimeout = s_request }).ConfigureAwait(false);
        }
        catch (DescribeConfigsException exception)
        {
            DescribeConfigsReport failed = exception.Results.Find(static report => report.Error.IsError)!;
            throw KafkaFaults.Explain(
                failed.Error, config.Bootstrap, $"read the settings of topic '{failed.ConfigResource.Name}'", failed.ConfigResource.Name);
        }

        foreach (DescribeConfigsResult result in results) Check(result, topics);
    }

    private void Check(DescribeConfigsResult result, TopicPlan topics)
    {
        string name = result.ConfigResource.Name;
        if (name == topics.ProgressName)
        {
            TopicSettings.CheckProgress(name, Setting);
            return;
        }

        TopicSettings.CheckData(name, Setting, options.Timestamps, config.BatchSize);
        if (TopicSettings.MaxMessageBytes(Setting) is { } limit && limit < config.MaxMessageBytes)
            KafkaLog.SmallTopic(logger, name, limit, config.MaxMessageBytes);
        if (TopicSettings.MaxAheadMs(Setting, options.Timestamps) is { } ahead) KafkaLog.NoBlocksAhead(logger, name, ahead);

        string? Setting(string key) => result.Entries.TryGetValue(key, out ConfigEntryResult? entry) ? entry.Value : null;
    }
}
