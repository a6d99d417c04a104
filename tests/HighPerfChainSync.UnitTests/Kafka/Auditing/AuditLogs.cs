using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.UnitTests.Kafka.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka.Auditing;

/// <summary>The topics of a small stream, a source for each partition, and an audit of them.</summary>
internal sealed class AuditLogs : IDisposable
{
    public const string Blocks = "blocks";
    public const string Transactions = "transactions";

    private readonly List<(TopicPartition Partition, FakeLog Log)> _logs = [];

    /// <summary>The log of a partition, made at its first use.</summary>
    public FakeLog Of(string topic, int partition = 0)
    {
        foreach ((TopicPartition known, FakeLog log) in _logs)
        {
            if (known.Topic == topic && known.Partition.Value == partition) return log;
        }

        var added = new FakeLog().Touch(partition, topic);
        _logs.Add((new TopicPartition(topic, partition), added));
        return added;
    }

    /// <summary>Adds whole blocks of two transactions each, and a marker behind them.</summary>
    public AuditLogs Chain(ulong first, ulong last, char branch = 'a', char below = 'a')
    {
        for (ulong number = first; number <= last; number++)
        {
            Of(Blocks).Add(Block(number, branch, number == first ? below : branch), topic: Blocks);
            for (int i = 0; i < 2; i++) Of(Transactions).Add(Transaction(number, i, branch), topic: Transactions);
        }

        Of(Blocks).Skip(topic: Blocks);
        Of(Transactions).Skip(topic: Transactions);
        return this;
    }

    /// <summary>Takes blocks back, newest first.</summary>
    public AuditLogs Retract(ulong newest, ulong oldest, char branch = 'a', char below = 'a')
    {
        for (ulong number = newest; number >= oldest; number--)
        {
            for (int i = 1; i >= 0; i--) Of(Transactions).Add(Removed(Transaction(number, i, branch)), topic: Transactions);
            Of(Blocks).Add(Removed(Block(number, branch, number == oldest ? below : branch)), topic: Blocks);
        }

        return this;
    }

    public static string Block(ulong number, char branch = 'a', char? below = null, int transactions = 2) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"block","number":{{number}},"hash":"{{Hash(number, branch)}}","parent_hash":"{{Hash(number - 1, below ?? branch)}}","transaction_count":{{transactions}},"item_id":"block_{{Hash(number, branch)}}"}""");

    public static string Transaction(ulong number, int index, char branch = 'a') => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"transaction","hash":"{{Hash(index == 0 ? number : number + 500, 't')}}","block_number":{{number}},"block_hash":"{{Hash(number, branch)}}","item_id":"transaction_{{number}}_{{index}}"}""");

    public static string Removed(string record) => record.Replace(",\"item_id\"", ",\"removed\":true,\"item_id\"", StringComparison.Ordinal);

    public static Hash256 Hash(ulong number, char branch)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        bytes.Fill((byte)branch);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return new Hash256(bytes);
    }

    /// <summary>The progress of a stream that ends at a block, with counts.</summary>
    public static ProgressRecord Progress(ulong first, ulong last, long blocks, long transactions, char branch = 'a')
    {
        var recent = new List<Hash256>();
        for (ulong number = first; number <= last; number++) recent.Add(Hash(number, branch));
        return new ProgressRecord
        {
            Stream = "chain",
            ChainId = 1,
            GenesisHash = null,
            Format = "json",
            Entities = EntitySet.Block | EntitySet.Transaction,
            First = first,
            Instance = "me",
            Topics = [Blocks, Transactions],
            Counts = [blocks, transactions],
            CountedFrom = [first, first],
            Last = new StreamProgress(last, Hash(last, branch)),
            Recent = [.. recent],
        };
    }

    /// <summary>Audits everything.</summary>
    /// <param name="progress">What it is compared with.</param>
    /// <param name="isQuiet">Whether it is known that nothing was written behind the progress.</param>
    public AuditResult Audit(ProgressRecord? progress = null, bool isQuiet = false)
    {
        var pass = new AuditPass(
            progress is null ? null : new AuditGoal(progress) { IsExact = isQuiet }, _logs.Count, TimeSpan.FromMilliseconds(50), NullLogger.Instance, new SteppingClock());
        var findings = new List<TopicFindings>();
        var cursors = new List<AuditCursor>();
        foreach ((TopicPartition partition, FakeLog log) in _logs)
        {
            int topic = findings.FindIndex(found => found.Topic == partition.Topic);
            if (topic < 0)
            {
                topic = findings.Count;
                findings.Add(new TopicFindings(partition.Topic, 1));
            }

            cursors.Add(new AuditCursor(log, findings[topic], topic, partition.Partition.Value, log.WrittenTo(partition), pass));
            log.Assign([new TopicPartitionOffset(partition, 0)]);
        }

        AuditMerge.Run(cursors, new BlockLedger(findings, pass), pass, TestContext.Current.CancellationToken);
        return new AuditResult(findings, pass);
    }

    public void Dispose()
    {
        foreach ((_, FakeLog log) in _logs) log.Dispose();
    }

    /// <summary>A second passes whenever it is looked at: nothing is waited for in a test.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += TimeSpan.TicksPerSecond;
    }
}
