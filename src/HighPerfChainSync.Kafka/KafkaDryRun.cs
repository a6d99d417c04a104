using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka;

/// <summary>Finds out what the start of a stream would do in Kafka, and changes nothing.</summary>
/// <remarks>
/// No topic is created, no transaction begun, no running instance fenced. The right to the transactional id cannot be asked for without using
/// it: a start may still be refused for that.
/// </remarks>
public sealed class KafkaDryRun
{
    private readonly KafkaSinkOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ClientFactory _clients;
    private readonly ClientEvents _events;

    /// <summary>Prepares it; nothing is contacted yet.</summary>
    /// <exception cref="ChainSyncException">Options cannot be used; the message names each.</exception>
    public KafkaDryRun(KafkaSinkOptions options, ILogger logger, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Embedded is not null) throw new ArgumentException("An embedded Kafka has nothing that could be found out.", nameof(options));
        _options = options;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _clients = new ClientFactory(options);
        _events = new ClientEvents(logger, _clients.Secrets);
    }

    /// <summary>Looks at topics and progress.</summary>
    /// <exception cref="ChainSyncException">No broker answers within <see cref="KafkaSinkOptions.StartTimeout"/>, or none lets us in.</exception>
    public async Task<KafkaDryRunReport> RunAsync(StreamDescription stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var topics = new TopicPlan(_options, stream);
        using var session = new AdminSession(_clients, _events);
        ProvisioningPlan plan = await InspectAsync(session, topics, cancellationToken).ConfigureAwait(false);
        // In the order in which a start would come upon them.
        List<ChainSyncException> problems = plan.AllProblems();
        ProgressRecord? found = null;
        string? changes = null;
        // A progress topic that is not there yet, or may not be looked at, has nothing to read.
        if (_options.SkipProvisioning || plan.Topics[^1] is { Found.Error: null })
        {
            try
            {
                found = await ReadProgressAsync(session, topics, stream, cancellationToken).ConfigureAwait(false);
                changes = await CheckProgressAsync(session, found, topics, stream, cancellationToken).ConfigureAwait(false);
            }
            catch (ChainSyncException problem)
            {
                problems.Add(problem);
            }
        }

        return new KafkaDryRunReport
        {
            Bootstrap = _clients.Bootstrap,
            Brokers = plan.Brokers,
            Topics = plan.Topics.ConvertAll(ToReport),
            ProgressTopic = topics.ProgressName,
            Progress = found?.Last,
            AcceptedChanges = changes,
            ProducerSettings = Settings(topics),
            Error = problems.Count == 0 ? null : problems[0].Error,
            Problems = problems.ConvertAll(static problem => problem.Message),
        };
    }

    private async Task<ProvisioningPlan> InspectAsync(AdminSession session, TopicPlan topics, CancellationToken cancellationToken)
    {
        if (_options.SkipProvisioning) return new ProvisioningPlan { Brokers = 0, Topics = [] };
        var admin = new TopicAdmin(session, cancellationToken);
        return await new TopicProvisioner(_options, _clients, admin, _events, _logger, _time).InspectAsync(topics, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProgressRecord?> ReadProgressAsync(AdminSession session, TopicPlan topics, StreamDescription stream, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.StartTimeout);
        try
        {
            return await new ProgressReader(_clients, session, _events, _logger, _time).ReadAsync(topics, stream.Chain, ProgressView.Settled, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaUnavailable,
                $"The progress in topic '{topics.ProgressName}' could not be read within {_options.StartTimeout.TotalSeconds:F0} s: a transaction is open there all the time. "
                + "Another instance may be writing the stream.");
        }
    }

    /// <returns>What would be written otherwise than before, or null.</returns>
    private async Task<string?> CheckProgressAsync(
        AdminSession session, ProgressRecord? found, TopicPlan topics, StreamDescription stream, CancellationToken cancellationToken)
    {
        ProgressRecord begin = ProgressRecord.Begin(stream, topics, "");
        if (found is not null)
        {
            _ = ProgressContinuation.Continue(found, begin, topics.ProgressName, _options.AcceptChanges);
            return ProgressContinuation.DescribeChanges(found, begin);
        }

        if (!_clients.IsTransactional || _options.AcceptChanges) return null;
        TopicUse use = await new UsedTopics(_clients, session, _events).FindAsync(topics, cancellationToken).ConfigureAwait(false);
        return use.Used.Count == 0 ? null : throw ProgressContinuation.Used(use.Used[0], topics.ProgressName);
    }

    private List<KeyValuePair<string, string>> Settings(TopicPlan topics) =>
    [
        .. _clients.ProducerProperties(topics)
            .Where(static property => !property.Key.StartsWith("dotnet.", StringComparison.Ordinal))
            .OrderBy(static property => property.Key, StringComparer.Ordinal)
            .Select(static property => KeyValuePair.Create(property.Key, Secrets.Show(property.Key, property.Value))),
    ];

    private static KafkaTopicReport ToReport(TopicFinding topic) => new()
    {
        Name = topic.Name,
        Exists = topic.Found is not null,
        Partitions = topic.Creation?.Partitions ?? topic.Found?.Partitions ?? 0,
        Replicas = topic.Creation?.Replicas ?? topic.Found?.Replicas ?? 0,
        Settings = topic.Creation?.Settings ?? new Dictionary<string, string>(),
        Problems = topic.Problems.ConvertAll(static problem => problem.Message),
        Warnings = topic.Warnings,
    };
}
