using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Fuzzing.Targets;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.Fuzzing.Corpora;

/// <summary>What is written to Kafka: records of every kind and format, and progress.</summary>
internal static class RecordCorpus
{
    /// <summary>Further records of one kind of a block are like its first.</summary>
    private const int MostOfAKind = 2;

    /// <summary>Records of blocks, as the encoders write them.</summary>
    public static List<FuzzSeed> Records(IReadOnlyList<FuzzSeed> blocks)
    {
        var seeds = new List<FuzzSeed>();
        using var pool = new BlockDataPool();
        var decoder = new BlockDecoder(new UnknownFields());
        foreach (string format in RecordEncoders.Names)
        {
            IRecordEncoder plain = RecordEncoders.Create(format);
            IRecordEncoder extended = RecordEncoders.Create(format, new() { Schema = RecordSchema.Extended, Numbers = NumberForm.String });
            bool isExtended = false;
            foreach (FuzzSeed seed in blocks)
            {
                IRecordEncoder encoder = (isExtended = !isExtended) ? extended : plain;
                BlockData block = pool.Rent(nameof(RecordCorpus));
                try
                {
                    new BlockInput(seed.Bytes).Decode(decoder, block);
                    encoder.Encode(block, EntitySet.Default);
                    foreach (ref readonly EncodedRecord record in block.Encoded.Records)
                    {
                        if (record.Index < MostOfAKind) seeds.Add(new FuzzSeed($"{format} {record.Entity.Singular()} of {seed.Name}", block.Encoded.GetSpan(in record).ToArray()));
                    }
                }
                catch (Exception refusal) when (refusal is ChainSyncException or JsonException)
                {
                    // A fixture that no node would send has no records.
                }
                finally
                {
                    block.Return();
                }
            }
        }

        return seeds;
    }

    /// <summary>Progress of several streams.</summary>
    public static List<FuzzSeed> Progress() =>
    [
        new("progress", ProgressCodec.Write(Make(3, TopicLayout.Single))),
        new("progress without a block", ProgressCodec.Write(Make(0, TopicLayout.Single))),
        new("progress of partitions", ProgressCodec.Write(Make(1, new TopicLayout(3, KafkaPartitionBy.Address, 0, KafkaRecordKey.Address)))),
        new("progress of version 1", VersionOne()),
    ];

    private static ProgressRecord Make(int recent, TopicLayout layout) => new()
    {
        Stream = "chain",
        ChainId = 1337,
        GenesisHash = EncodedBlocks.HashOf(0),
        Format = "json",
        Entities = EntitySet.Default,
        First = 5,
        FirstHash = recent > 0 ? EncodedBlocks.HashOf(5) : null,
        Instance = "5f0c1cd2a7",
        Layout = layout,
        Topics = ["chain_blocks", "chain_transactions", "chain_logs"],
        Counts = [recent, 40, 0],
        CountedFrom = [5, 5, 6],
        Last = recent > 0 ? new StreamProgress(4 + (ulong)recent, EncodedBlocks.HashOf(4 + (ulong)recent)) : null,
        Recent = [.. Enumerable.Range(5, recent).Select(static number => EncodedBlocks.HashOf((ulong)number))],
    };

    private static byte[] VersionOne() => TextEncoding.UTF8.GetBytes(
        TextEncoding.UTF8.GetString(ProgressCodec.Write(Make(2, TopicLayout.Single))).Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal));
}
