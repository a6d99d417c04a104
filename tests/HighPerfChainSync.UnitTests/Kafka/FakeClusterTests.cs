using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A sink on a Kafka that does what a test says.</summary>
public abstract class FakeClusterTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly List<BlockData> _blocks = [];

    internal FakeCluster Cluster { get; } = new();

    internal HurriedTime Time { get; } = new();

    public void Dispose()
    {
        foreach (BlockData block in _blocks) block.Return();
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    internal KafkaSink NewSink(ILogger? log = null, KafkaDelivery delivery = KafkaDelivery.ExactlyOnce) =>
        new(new KafkaSinkOptions { BootstrapServers = "fake:9092", Delivery = delivery }, Cluster, log ?? NullLogger.Instance, Time);

    /// <summary>Opens a stream that has no blocks yet.</summary>
    internal async Task<KafkaSink> OpenAsync(KafkaDelivery delivery = KafkaDelivery.ExactlyOnce)
    {
        KafkaSink sink = NewSink(delivery: delivery);
        Assert.Null(await StartAsync(sink));
        return sink;
    }

    internal static async Task<StreamProgress?> StartAsync(KafkaSink sink) =>
        await sink.OpenAsync(EncodedBlocks.Stream("t"), TestContext.Current.CancellationToken);

    /// <summary>Writes blocks and commits them together.</summary>
    internal async Task WriteAsync(KafkaSink sink, ulong first, int count)
    {
        for (int i = 0; i < count; i++) await sink.WriteAsync(Rent(first + (ulong)i), TestContext.Current.CancellationToken);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
    }

    internal BlockData Rent(ulong number, int transactions = 1)
    {
        _blocks.Add(EncodedBlocks.Make(_pool, number, transactions));
        return _blocks[^1];
    }

    /// <summary>Fails unless blocks [0, blocks) and nothing else are committed, in order, and the progress says so.</summary>
    internal void AssertCommitted(int blocks)
    {
        Assert.False(Cluster.IsAsking, "The client that asked for the progress has not been closed.");
        var expected = new List<string>();
        for (ulong number = 0; number < (ulong)blocks; number++)
        {
            expected.Add(EncodedBlocks.Text(number, Entity.Block, 0));
            expected.Add(EncodedBlocks.Text(number, Entity.Transaction, 0));
            expected.Add(EncodedBlocks.Text(number, Entity.Log, 0));
        }

        Assert.Equal(expected, Cluster.Committed);
        Assert.Equal((ulong)blocks - 1, Cluster.Progress!.Last!.Number);
        Assert.Equal([blocks, blocks, blocks, 0], Cluster.Progress.Counts);
    }
}
