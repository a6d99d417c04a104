using Confluent.Kafka;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Checking;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.UnitTests.Kafka.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>Blocks of the shipped chain as records in topics of one partition, to be tampered with and checked.</summary>
internal sealed class StoredStream
{
    private readonly List<(ulong Number, Hash256 Hash, byte[][][] Records)> _blocks = [];
    private readonly string _format;
    private readonly RecordSchema _schema;

    public StoredStream(int blocks = 8, string format = "json", RecordSchema schema = RecordSchema.Extended, NumberForm numbers = NumberForm.Number)
    {
        _format = format;
        _schema = schema;
        IRecordEncoder encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = schema, Numbers = numbers });
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        for (ulong number = SampleChainBlocks.First; _blocks.Count < blocks; number++)
        {
            SampleChainBlocks.Read(number, block);
            encoder.Encode(block, EntitySet.Default);
            var records = new List<byte[]>[EntityNames.Count];
            for (int i = 0; i < records.Length; i++) records[i] = [];
            foreach (var record in block.Encoded.Records) records[(int)record.Entity].Add(block.Encoded.GetSpan(in record).ToArray());
            _blocks.Add((number, block.Header.Hash, [.. records.Select(list => list.ToArray())]));
        }

        block.Return();
        Topics = [.. Enumerable.Range(0, EntityNames.Count).Select(i => _blocks.SelectMany(b => b.Records[i]).ToList())];
    }

    /// <summary>The records of each topic, by entity.</summary>
    public List<byte[]>[] Topics { get; }

    public EntitySet Entities { get; set; } = EntitySet.Default;

    public ulong First => _blocks[0].Number;

    public ulong Last => _blocks[^1].Number;

    /// <summary>The records of one block in one topic.</summary>
    public byte[][] RecordsOf(int block, Entity entity) => _blocks[block].Records[(int)entity];

    /// <summary>Puts the last blocks in twice: first as an orphaned branch that is taken back, then as they are.</summary>
    public StoredStream Reorganise(int depth, int times = 1)
    {
        for (int i = 0; i < Topics.Length; i++)
        {
            int count = _blocks[^depth..].Sum(block => block.Records[i].Length);
            int at = Topics[i].Count - count;
            for (int time = 0; time < times; time++)
            {
                byte[][] orphans = [.. _blocks[^depth..].SelectMany(block => block.Records[i].Select(record => Orphaned(record, block.Hash)))];
                byte[][] both = [.. orphans, .. orphans.Reverse().Select(Retraction)];
                Topics[i].InsertRange(at, both);
            }
        }

        return this;
    }

    /// <summary>Changes the text of a record.</summary>
    public StoredStream Change(Entity entity, int index, Func<string, string> change)
    {
        List<byte[]> topic = Topics[(int)entity];
        string before = TextEncoding.UTF8.GetString(topic[index]);
        string after = change(before);
        Assert.NotEqual(before, after);
        topic[index] = TextEncoding.UTF8.GetBytes(after);
        return this;
    }

    public TopicCheckReport Check(Func<TopicCheckOptions, TopicCheckOptions>? with = null)
    {
        var log = new FakeLog();
        var spans = new List<PartitionSpan>();
        var names = new List<string>();
        for (int i = 0; i < Topics.Length; i++)
        {
            if (!Entities.Contains((Entity)i)) continue;
            string topic = "c_" + ((Entity)i).Plural();
            names.Add(topic);
            log.Touch(topic: topic);
            foreach (byte[] record in Topics[i]) log.Add(record, topic: topic).Skip(topic: topic);
            spans.Add(new PartitionSpan(new TopicPartition(topic, 0), 0, 2 * Topics[i].Count));
        }

        var progress = new ProgressRecord
        {
            Stream = "c", ChainId = 31337, GenesisHash = null, Format = _format, RecordSchema = _schema, Entities = Entities, First = First,
            Instance = "i", Topics = [.. names], Counts = new long[names.Count], CountedFrom = [.. names.Select(_ => First)],
            Last = new StreamProgress(Last, _blocks[^1].Hash),
        };
        var options = new TopicCheckOptions { BootstrapServers = "b" };
        return TopicCheck.Run(
            with?.Invoke(options) ?? options, progress, spans, log.Fork, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>The record that takes a record back, as the contract has it: the same bytes and one key more.</summary>
    public static byte[] Retraction(byte[] record)
    {
        if (record[0] == '{')
            return TextEncoding.UTF8.GetBytes(TextEncoding.UTF8.GetString(record).Replace(",\"item_id\":", ",\"removed\":true,\"item_id\":", StringComparison.Ordinal));
        int at = record.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xA7, .. "item_id"u8]);
        int head = record[0] == 0xDE ? 3 : 1;
        byte[] count = head == 3 ? [0xDE, record[1], (byte)(record[2] + 1)] : record[0] == 0x8F ? [0xDE, 0, 16] : [(byte)(record[0] + 1)];
        return [.. count, .. record[head..at], 0xA7, .. "removed"u8, 0xC3, .. record[at..]];
    }

    private static byte[] Orphaned(byte[] record, Hash256 hash)
    {
        byte[] other = hash.Bytes.ToArray();
        other[0] ^= 0xFF;
        if (record[0] == '{')
            return TextEncoding.UTF8.GetBytes(TextEncoding.UTF8.GetString(record).Replace(hash.ToString(), new Hash256(other).ToString(), StringComparison.Ordinal));
        byte[] copy = [.. record];
        byte[] text = TextEncoding.UTF8.GetBytes(hash.ToString());
        for (int at = copy.AsSpan().IndexOf(hash.Bytes); at >= 0; at = copy.AsSpan().IndexOf(hash.Bytes)) other.CopyTo(copy, at);
        for (int at = copy.AsSpan().IndexOf(text); at >= 0; at = copy.AsSpan().IndexOf(text)) TextEncoding.UTF8.GetBytes(new Hash256(other).ToString()).CopyTo(copy, at);
        return copy;
    }
}
