using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Writes linked blocks with whole records, as a reader of the topics expects them: two transactions and two logs each.</summary>
internal sealed class ReadableBlocks(KafkaTestStream stream, string format = JsonRecordEncoder.FormatName)
{
    private const int Transactions = 2;
    private readonly IRecordEncoder _encoder = RecordEncoders.Create(format);

    /// <summary>Writes and commits blocks [first, first + count), each few.</summary>
    public async Task WriteAsync(KafkaSink sink, ulong first, int count, int blocksPerCommit = 5)
    {
        var borrowed = new List<BlockData>();
        for (int i = 0; i < count; i++)
        {
            BlockData block = Make(first + (ulong)i);
            borrowed.Add(block);
            await sink.WriteAsync(block, stream.Cancellation);
            if (borrowed.Count < blocksPerCommit && i < count - 1) continue;
            await sink.CommitAsync(stream.Cancellation);
            foreach (BlockData committed in borrowed) committed.Return();
            borrowed.Clear();
        }
    }

    /// <summary>Writes a block, and the next one, with which it is sent, that are never committed, and ends the sink.</summary>
    public async Task AbortAsync(KafkaSink sink, ulong number)
    {
        BlockData[] open = [Make(number), Make(number + 1)];
        foreach (BlockData block in open) await sink.WriteAsync(block, stream.Cancellation);
        await stream.WaitForBlockAsync(number);
        await sink.DisposeAsync();
        foreach (BlockData block in open) block.Return();
    }

    /// <summary>Writes a record as any other producer may.</summary>
    public async Task InjectAsync(string topic, string value)
    {
        using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = stream.Options.BootstrapServers }).Build();
        await producer.ProduceAsync(topic, new Message<Null, string> { Value = value }, stream.Cancellation);
    }

    /// <summary>The height that a record belongs to.</summary>
    public static ulong NumberOf(ReadOnlyMemory<byte> value)
    {
        using JsonDocument json = JsonDocument.Parse(value);
        return (json.RootElement.TryGetProperty("block_number", out JsonElement number) ? number : json.RootElement.GetProperty("number")).GetUInt64();
    }

    private BlockData Make(ulong number)
    {
        BlockData block = stream.Pool.Rent("test");
        block.Header.Number = number;
        block.Header.Hash = EncodedBlocks.HashOf(number);
        block.Header.ParentHash = EncodedBlocks.HashOf(number - 1);
        block.Header.Timestamp = EncodedBlocks.FirstTime + (12 * number);
        for (uint i = 0; i < Transactions; i++)
        {
            ref TransactionRecord transaction = ref block.Transactions.Add();
            transaction.Hash = EncodedBlocks.HashOf((number * Transactions) + i + 1_000_000);
            transaction.Index = i;
            ref LogRecord log = ref block.Logs.Add();
            log.TransactionIndex = i;
            log.LogIndex = i;
        }

        _encoder.Encode(block, EntitySet.Default);
        return block;
    }
}
