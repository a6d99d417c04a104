using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Kafka.Clients;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>The admin client of Confluent.Kafka behind <see cref="ITopicAdmin"/>.</summary>
internal sealed class TopicAdmin(AdminSession session, CancellationToken cancellationToken) : ITopicAdmin
{
    private static readonly TimeSpan s_request = AdminSession.Request;

    public async Task<int[]> GetBrokersAsync(TimeSpan timeout)
    {
        DescribeClusterResult cluster = await session.CallAsync(
            admin => admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = timeout }), cancellationToken).ConfigureAwait(false);
        return cluster.Nodes.ConvertAll(static node => node.Id).ToArray();
    }

    public async Task<string?> GetBrokerSettingAsync(int broker, string key)
    {
        var resource = new ConfigResource { Type = ResourceType.Broker, Name = Progress.ProgressText.ToText((ulong)broker) };
        List<DescribeConfigsReport> reports = await DescribeConfigsAsync([resource]).ConfigureAwait(false);
        return reports[0].Error.IsError ? null : reports[0].Entries.GetValueOrDefault(key)?.Value;
    }

    public async Task<List<TopicState>> DescribeAsync(IReadOnlyList<string> names)
    {
        var states = new List<TopicState>();
        foreach (TopicDescription topic in await DescribeTopicsAsync(names).ConfigureAwait(false))
        {
            if (topic.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic) continue;
            states.Add(topic.Error.IsError ? new TopicState { Name = topic.Name, Error = topic.Error } : ToState(topic));
        }

        List<ConfigResource> resources = states
            .FindAll(static state => state.Error is null)
            .ConvertAll(static state => new ConfigResource { Type = ResourceType.Topic, Name = state.Name });
        if (resources.Count == 0) return states;
        foreach (DescribeConfigsReport report in await DescribeConfigsAsync(resources).ConfigureAwait(false))
        {
            int index = states.FindIndex(state => state.Name == report.ConfigResource.Name);
            states[index] = report.Error.IsError
                ? states[index] with { Error = report.Error, Activity = "read the settings of" }
                : states[index] with { Settings = report.Entries.ToDictionary(static entry => entry.Key, static entry => (string?)entry.Value.Value) };
        }

        return states;
    }

    public async Task<Error[]> CreateAsync(IReadOnlyList<TopicCreation> topics, bool validateOnly)
    {
        IEnumerable<TopicSpecification> specifications = topics.Select(static topic => new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = (short)topic.Replicas,
            Configs = new Dictionary<string, string>(topic.Settings),
        });
        try
        {
            return await session.CallAsync(
                async admin =>
                {
                    await admin.CreateTopicsAsync(
                        specifications,
                        new CreateTopicsOptions { RequestTimeout = s_request, OperationTimeout = s_request, ValidateOnly = validateOnly }).ConfigureAwait(false);
                    return topics.Select(static _ => new Error(ErrorCode.NoError)).ToArray();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CreateTopicsException exception)
        {
            return [.. topics.Select(topic => exception.Results.Find(result => result.Topic == topic.Name)?.Error ?? exception.Error)];
        }
    }

    private Task<List<TopicDescription>> DescribeTopicsAsync(IReadOnlyList<string> names) => session.CallAsync(async admin =>
    {
        try
        {
            DescribeTopicsResult result = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(names),
                new DescribeTopicsOptions { RequestTimeout = s_request, IncludeAuthorizedOperations = true }).ConfigureAwait(false);
            return result.TopicDescriptions;
        }
        catch (DescribeTopicsException exception)
        {
            return exception.Results.TopicDescriptions;
        }
    }, cancellationToken);

    private Task<List<DescribeConfigsReport>> DescribeConfigsAsync(List<ConfigResource> resources) => session.CallAsync(async admin =>
    {
        try
        {
            List<DescribeConfigsResult> results = await admin.DescribeConfigsAsync(
                resources, new DescribeConfigsOptions { RequestTimeout = s_request }).ConfigureAwait(false);
            return results.ConvertAll(static result => new DescribeConfigsReport
            {
                ConfigResource = result.ConfigResource,
                Entries = result.Entries,
                Error = new Error(ErrorCode.NoError),
            });
        }
        catch (DescribeConfigsException exception)
        {
            return exception.Results;
        }
    }, cancellationToken);

    private static TopicState ToState(TopicDescription topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.Partitions.Count,
        Replicas = topic.Partitions.Min(static partition => partition.Replicas.Count),
        InSync = topic.Partitions.Min(static partition => partition.ISR.Count),
        Operations = topic.AuthorizedOperations ?? [],
    };
}
