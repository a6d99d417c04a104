using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.FaultHarness.Source;

namespace HighPerfChainSync.FaultHarness.Auditing;

/// <summary>
/// The judgement on a stream that nobody writes any more: a new <c>read_committed</c> consumer reads all of its topics from the first offset
/// to the end and compares them with the chain and with the progress record.
/// </summary>
internal sealed class StreamAudit(string bootstrap, KnownChain chain, string stream)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly List<string> _problems = [];

    /// <summary>What is wrong beyond the records.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The last block that the progress names, or null.</summary>
    public ulong? Last { get; private set; }

    /// <summary>Reads and compares.</summary>
    /// <exception cref="HarnessException">Kafka does not let it read to the end.</exception>
    public async Task<StreamLedger> RunAsync(CancellationToken cancellationToken)
    {
        var ledger = new StreamLedger(chain, stream);
        string progressTopic = stream + "_progress";
        await WaitUntilSettledAsync([.. ledger.Names, progressTopic], cancellationToken);
        byte[]? progress = null;
        ReadToEnd([progressTopic], record => progress = record.Message.Key == stream ? record.Message.Value : progress, cancellationToken);
        ReadToEnd(ledger.Names, record => ledger.Observe(record.Topic, record.Offset.Value, record.Message.Value), cancellationToken);
        Compare(progress, ledger);
        return ledger;
    }

    /// <summary>Waits until what a killed host left open has been aborted, so that the end is the end.</summary>
    private async Task WaitUntilSettledAsync(string[] topics, CancellationToken cancellationToken)
    {
        using IAdminClient admin = Consumers.Admin(bootstrap);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                long[] stable = await EndsAsync(admin, topics, IsolationLevel.ReadCommitted);
                long[] ends = await EndsAsync(admin, topics, IsolationLevel.ReadUncommitted);
                if (stable.AsSpan().SequenceEqual(ends)) return;
            }
            catch (KafkaException) when (waited.Elapsed < s_patience)
            {
                // A leader is still being elected.
            }

            if (waited.Elapsed >= s_patience) throw new HarnessException($"A transaction on the topics of {stream} has been open for {s_patience.TotalSeconds:0} s.");
            await Task.Delay(s_poll, cancellationToken);
        }
    }

    private static async Task<long[]> EndsAsync(IAdminClient admin, string[] topics, IsolationLevel isolation)
    {
        ListOffsetsResult result = await admin.ListOffsetsAsync(
            topics.Select(static topic => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.Latest() }),
            new ListOffsetsOptions { IsolationLevel = isolation, RequestTimeout = TimeSpan.FromSeconds(10) });
        Dictionary<string, long> ends = result.ResultInfos.ToDictionary(
            static info => info.TopicPartitionOffsetError.Topic, static info => info.TopicPartitionOffsetError.Offset.Value);
        return Array.ConvertAll(topics, topic => ends[topic]);
    }

    private void ReadToEnd(string[] topics, Action<ConsumeResult<string, byte[]>> take, CancellationToken cancellationToken)
    {
        using IConsumer<string, byte[]> consumer = Consumers.ReadCommitted(bootstrap);
        consumer.Assign(topics.Select(static name => new TopicPartitionOffset(name, 0, Offset.Beginning)));
        HashSet<string> left = [.. topics];
        var still = Stopwatch.StartNew();
        while (left.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (still.Elapsed > s_patience) throw new HarnessException($"The end of {string.Join(", ", left)} was not reached.");
            ConsumeResult<string, byte[]>? result = consumer.Consume(s_poll);
            if (result is null) continue;
            still.Restart();
            if (result.IsPartitionEOF) left.Remove(result.Topic);
            else take(result);
        }
    }

    private void Compare(byte[]? progress, StreamLedger ledger)
    {
        if (progress is null)
        {
            if (ledger.Records > 0) _problems.Add($"{stream}: there are records and no progress");
            return;
        }

        using JsonDocument json = JsonDocument.Parse(progress);
        JsonElement number = json.RootElement.GetProperty("number");
        Last = number.ValueKind == JsonValueKind.Null ? null : number.GetUInt64();
        if (Last is { } last && json.RootElement.GetProperty("hash").GetString() is var hash && hash != chain.HashOf(last))
            _problems.Add($"{stream}: the progress names block {last} with hash {hash}, which is not the chain's");
        JsonElement counts = json.RootElement.GetProperty("topics");
        for (int i = 0; i < ledger.Topics.Length; i++)
        {
            long seen = ledger.Topics[i].Next;
            ledger.Topics[i].RequireEnd(Last is { } end ? chain.CountAt(i, end) : 0);
            long counted = Count(counts, ledger.Names[i]);
            if (counted != seen)
                _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{ledger.Names[i]}: {seen} records where the progress counts {counted}"));
        }
    }

    private static long Count(JsonElement counts, string topic) => counts.TryGetProperty(topic, out JsonElement count) ? count.GetInt64() : -1;
}
