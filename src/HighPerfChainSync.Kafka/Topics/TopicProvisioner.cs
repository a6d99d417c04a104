using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Creates the topics of a stream that are not there and checks those that are: nothing is created unless all is well.</summary>
internal sealed class TopicProvisioner(
    KafkaSinkOptions options, ClientFactory config, ITopicAdmin admin, ClientEvents events, ILogger logger, TimeProvider time)
{
    private const int DefaultReplicas = 3;

    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the brokers let a transaction stay open at most, milliseconds, when they have said so.</summary>
    public int? MaxTransactionTimeoutMs { get; private set; }

    /// <summary>Creates what is missing.</summary>
    /// <exception cref="ChainSyncException">The stream cannot start; the message has every reason that was found.</exception>
    public async Task RunAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        var notice = new WaitNotice(time);
        ProvisioningPlan plan;
        while (true)
        {
            plan = await InspectAsync(topics, cancellationToken).ConfigureAwait(false);
            if (plan.AllProblems().Count == 0) await AskAsync(plan, topics, () => CreateAsync(plan, topics)).ConfigureAwait(false);
            if (!IsInterrupted(plan) || notice.Elapsed > options.StartTimeout) break;
            if (notice.IsDue) KafkaLog.Waiting(logger, config.Bootstrap, "prepare the topics", events.Describe());
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }

        plan.ThrowIfAny(config.Bootstrap);
        foreach (TopicFinding topic in plan.Topics)
        {
            foreach (string warning in topic.Warnings) KafkaLog.TopicWarning(logger, warning);
        }
    }

    /// <summary>Looks at everything and changes nothing.</summary>
    /// <exception cref="ChainSyncException">No broker answers, or none lets us in.</exception>
    public async Task<ProvisioningPlan> InspectAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        int[] brokers = await FindBrokersAsync(topics, cancellationToken).ConfigureAwait(false);
        var plan = new ProvisioningPlan { Brokers = Math.Max(1, brokers.Length), Topics = [.. topics.Names.Select(static name => new TopicFinding(name))] };
        await AskAsync(plan, topics, async () =>
        {
            await CheckTimeoutAsync(plan, brokers).ConfigureAwait(false);
            await CheckFoundAsync(plan, topics, topics.Names).ConfigureAwait(false);
            PlanMissing(plan, topics);
            await ValidateAsync(plan).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return plan;
    }

    /// <summary>The first question to the brokers: it waits for them to come up, and learns soon why they do not answer.</summary>
    private async Task<int[]> FindBrokersAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        var notice = new WaitNotice(time);
        while (true)
        {
            try
            {
                int[] brokers = await admin.GetBrokersAsync(s_probe).WaitAsync(cancellationToken).ConfigureAwait(false);
                events.Clear();
                return brokers;
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

    /// <summary>Whether a broker went away between two questions, and nothing else is wrong: then all of them are asked again.</summary>
    private bool IsInterrupted(ProvisioningPlan plan) =>
        events.Denied is null && plan.AllProblems() is { Count: > 0 } problems
        && problems.TrueForAll(static problem => problem.Error == ChainSyncError.KafkaUnavailable);

    private async Task AskAsync(ProvisioningPlan plan, TopicPlan topics, Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (KafkaException exception)
        {
            plan.Problems.Add(KafkaFaults.Explain(events.Denied ?? exception.Error, config.Bootstrap, "prepare the topics", topics.Names[0]));
        }
    }

    private async Task CheckTimeoutAsync(ProvisioningPlan plan, int[] brokers)
    {
        const string Key = "transaction.max.timeout.ms";
        if (!config.IsTransactional || brokers.Length == 0) return;
        string? text = await admin.GetBrokerSettingAsync(brokers[0], Key).ConfigureAwait(false);
        if (!int.TryParse(text, out int limit))
        {
            KafkaLog.NotChecked(logger, Key);
            return;
        }

        MaxTransactionTimeoutMs = limit;
        if (config.TransactionTimeoutMs > limit)
            plan.Problems.Add(new ChainSyncException(
                ChainSyncError.Configuration,
                $"transaction.timeout.ms is {config.TransactionTimeoutMs}, but Kafka at {config.Bootstrap} allows {limit} ({Key}). Set it to that or less."));
    }

    private async Task CheckFoundAsync(ProvisioningPlan plan, TopicPlan topics, IReadOnlyList<string> names)
    {
        foreach (TopicState found in await admin.DescribeAsync(names).ConfigureAwait(false))
        {
            TopicFinding finding = plan.Topics.Find(topic => topic.Name == found.Name)!;
            finding.Found = found;
            finding.Creation = null;
            if (found.Error is { } error)
            {
                finding.Problems.Add(KafkaFaults.Explain(error, config.Bootstrap, $"{found.Activity} topic '{found.Name}'", found.Name));
                continue;
            }

            bool isProgress = found.Name == topics.ProgressName;
            TopicChecks.Check(finding, found, plan.Brokers, isProgress);
            if (isProgress) TopicChecks.CheckProgress(finding, found);
            else DataTopicChecks.Check(finding, found, topics.Layout, topics.Timestamps, config);
        }
    }

    private void PlanMissing(ProvisioningPlan plan, TopicPlan topics)
    {
        int replicas = options.ReplicationFactor ?? Math.Min(DefaultReplicas, plan.Brokers);
        for (int i = 0; i < plan.Topics.Count; i++)
        {
            TopicFinding topic = plan.Topics[i];
            if (topic.Found is not null) continue;
            Dictionary<string, string> settings = i == topics.ProgressIndex ? TopicSettings.Progress(replicas) : TopicSettings.Data(config.MaxMessageBytes, replicas);
            topic.Creation = new TopicCreation(topic.Name, topics.PartitionsOf(i), replicas, settings);
        }

        if (replicas > plan.Brokers && plan.Topics.Exists(static topic => topic.Creation is not null))
            plan.Problems.Add(new ChainSyncException(
                ChainSyncError.Configuration,
                $"{Counted.Of(replicas, "replica")} are asked for, but Kafka at {config.Bootstrap} has {Counted.Of(plan.Brokers, "broker")}. Ask for that many or fewer."));
    }

    /// <summary>Asks whether the missing topics could be created, so that not one is unless all can be.</summary>
    private async Task ValidateAsync(ProvisioningPlan plan)
    {
        List<TopicFinding> missing = plan.Topics.FindAll(static topic => topic.Creation is not null);
        if (missing.Count == 0 || plan.Problems.Count > 0) return;
        Error[] errors = await admin.CreateAsync(missing.ConvertAll(static topic => topic.Creation!), validateOnly: true).ConfigureAwait(false);
        if (Array.Exists(errors, static error => error.Code == ErrorCode.InvalidConfig))
        {
            foreach (TopicFinding topic in missing)
            {
                topic.Creation = topic.Creation! with
                {
                    Settings = topic.Creation.Settings.Where(static setting => !TopicSettings.Newer.Contains(setting.Key)).ToDictionary(),
                };
            }

            errors = await admin.CreateAsync(missing.ConvertAll(static topic => topic.Creation!), validateOnly: true).ConfigureAwait(false);
        }

        Note(missing, errors);
    }

    private async Task CreateAsync(ProvisioningPlan plan, TopicPlan topics)
    {
        List<TopicFinding> missing = plan.Topics.FindAll(static topic => topic.Creation is not null);
        if (missing.Count == 0) return;
        Error[] errors = await admin.CreateAsync(missing.ConvertAll(static topic => topic.Creation!), validateOnly: false).ConfigureAwait(false);
        Note(missing, errors);
        List<string> made = [];
        for (int i = 0; i < missing.Count; i++)
        {
            if (errors[i].Code == ErrorCode.TopicAlreadyExists) made.Add(missing[i].Name);
            else if (!errors[i].IsError)
                KafkaLog.TopicCreated(logger, missing[i].Name, Counted.Of(missing[i].Creation!.Partitions, "partition"), Counted.Of(missing[i].Creation!.Replicas, "replica"));
        }

        // Made by somebody else in between: to be checked.
        if (made.Count > 0) await CheckFoundAsync(plan, topics, made).ConfigureAwait(false);
    }

    private void Note(List<TopicFinding> missing, Error[] errors)
    {
        for (int i = 0; i < missing.Count; i++)
        {
            if (errors[i].IsError && errors[i].Code != ErrorCode.TopicAlreadyExists)
                missing[i].Problems.Add(KafkaFaults.Explain(errors[i], config.Bootstrap, $"create topic '{missing[i].Name}'", missing[i].Name));
        }
    }
}
