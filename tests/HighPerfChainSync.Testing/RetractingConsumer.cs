using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;

namespace HighPerfChainSync.Testing;

/// <summary>
/// A <c>read_committed</c> consumer that follows the topics of a stream while its chain is reorganised, and applies retractions. Whenever
/// it stands at the last stable offset of the blocks, what it holds must be a chain, and no shorter than the time before.
/// </summary>
/// <remarks>Reads on a thread of its own, from the first offset on. Thread of the members: any.</remarks>
public sealed class RetractingConsumer : IAsyncDisposable
{
    private static readonly string[] s_entities = ["blocks", "transactions", "logs", "token_transfers"];
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly string _bootstrap;
    private readonly string _chain;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RetractingView> _views = [];
    private readonly List<string> _problems = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private int _height;

    /// <summary>Begins to read; topics that are not there yet are waited for.</summary>
    public RetractingConsumer(string bootstrap, string chain)
    {
        _bootstrap = bootstrap;
        _chain = chain;
        foreach (string entity in s_entities) _views[$"{chain}_{entity}"] = new RetractingView();
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Retractions that the blocks' topic has had.</summary>
    public int RetractedBlocks
    {
        get
        {
            lock (_lock) return _views[$"{_chain}_blocks"].Retractions;
        }
    }

    /// <summary>Hash of the newest block that stands; empty when none does.</summary>
    public string NewestHash
    {
        get
        {
            lock (_lock) return _views[$"{_chain}_blocks"].Standing is { Count: > 0 } blocks ? Text(blocks[^1], "hash") : "";
        }
    }

    /// <summary>Records so far, of all topics, retractions included.</summary>
    public int Records
    {
        get
        {
            lock (_lock) return _views.Values.Sum(static view => view.Records);
        }
    }

    /// <summary>What was wrong at any moment, in words.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock) return [.. _problems, .. _views.SelectMany(static view => view.Value.Problems.Select(problem => $"{view.Key}: {problem}"))];
        }
    }

    /// <summary>Waits until the newest block that stands has this hash.</summary>
    /// <returns>False when that took too long.</returns>
    public async Task<bool> WaitForBlockAsync(string hash, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (NewestHash != hash)
        {
            if (waited.Elapsed > patience) return false;
            await Task.Delay(20, cancellationToken);
        }

        return true;
    }

    /// <summary>The ids of what stands in a topic.</summary>
    public List<string> Ids(string plural)
    {
        lock (_lock) return [.. _views[$"{_chain}_{plural}"].Standing.Select(static record => Text(record, "item_id"))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private void Read()
    {
        using IConsumer<Ignore, string> consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = _bootstrap,
            GroupId = "retracting",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = false,
            TopicMetadataRefreshIntervalMs = 500,
        }).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        consumer.Assign(_views.Keys.Select(static topic => new TopicPartitionOffset(topic, 0, Offset.Beginning)));
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(s_poll) is { } result) Take(result);
            }
            catch (ConsumeException error) when (!error.Error.IsFatal)
            {
                // The topic does not exist yet: the client goes on by itself.
            }
        }
    }

    private void Take(ConsumeResult<Ignore, string> result)
    {
        lock (_lock)
        {
            if (!result.IsPartitionEOF) _views[result.Topic].Take(result.Message.Value);
            else if (result.Topic.EndsWith("_blocks", StringComparison.Ordinal)) CheckStanding(_views[result.Topic].Standing);
        }
    }

    /// <summary>At the last stable offset no reorganisation is half done: the chain has grown or been replaced, and its newest links hold.</summary>
    private void CheckStanding(IReadOnlyList<string> blocks)
    {
        if (blocks.Count < _height) _problems.Add($"{blocks.Count} blocks stand where {_height} stood before");
        _height = blocks.Count;
        for (int i = Math.Max(1, blocks.Count - 128); i < blocks.Count; i++)
        {
            if (Text(blocks[i], "parent_hash") != Text(blocks[i - 1], "hash")) _problems.Add($"block {i} does not follow the one before it");
        }
    }

    private static string Text(string record, string name)
    {
        using JsonDocument json = JsonDocument.Parse(record);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
