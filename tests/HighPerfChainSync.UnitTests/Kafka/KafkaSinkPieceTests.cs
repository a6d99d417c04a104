using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A block in pieces goes into one transaction, each piece delivered before the next is made, and is encoded anew when it is redone.</summary>
public sealed class KafkaSinkPieceTests : IDisposable
{
    private const int Transactions = 200;
    private const int PieceBytes = 50_000;

    private readonly FakeCluster _cluster = new();
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public KafkaSinkPieceTests()
    {
        _block = _pool.Rent("test");
        _block.Header.Number = 7;
        _block.Header.Hash = EncodedBlocks.HashOf(7);
        _block.Header.Timestamp = EncodedBlocks.FirstTime;
        for (int i = 0; i < Transactions; i++)
        {
            ref TransactionRecord transaction = ref _block.Transactions.Add();
            transaction.Index = (uint)i;
            transaction.RollupIndex = -1;
        }

        var encoder = new JsonRecordEncoder();
        EncodeCursor cursor = default;
        Assert.True(encoder.EncodePiece(_block, EntitySet.Default, ref cursor, PieceBytes));
        _block.Pieces = new BlockPieces(encoder, EntitySet.Default, cursor, PieceBytes);
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Fact]
    public async Task Each_piece_is_delivered_before_the_next_is_made()
    {
        await CommitAsync();

        AssertCommitted();
        Assert.InRange(_cluster.Calls.Count(static call => call == "delivered"), 4, Transactions);
        Assert.Equal(2, _cluster.Calls.Count(static call => call == "begin"));
    }

    [Theory]
    [InlineData("produce", nameof(ProducerOutcome.QueueFull))]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    [InlineData("delivered", nameof(ProducerOutcome.Abort))]
    [InlineData("delivered", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Retry))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    public async Task It_is_written_once_after_a_fault(string call, string outcome)
    {
        await CommitAsync(() => _cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome)));

        AssertCommitted();
    }

    [Fact]
    public async Task A_commit_that_was_applied_before_the_producer_failed_counts_every_record()
    {
        await CommitAsync(() =>
        {
            _cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
            _cluster.AfterFatal = _cluster.CommitPending;
        });

        AssertCommitted();
    }

    /// <summary>Writes and commits the block.</summary>
    /// <param name="fault">Scripts what goes wrong, after the claim.</param>
    private async Task CommitAsync(Action? fault = null)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using var sink = new KafkaSink(new KafkaSinkOptions { BootstrapServers = "fake:9092" }, _cluster, NullLogger.Instance, new HurriedTime());
        await sink.OpenAsync(EncodedBlocks.Stream("testnet", 7), cancel);
        fault?.Invoke();
        await sink.WriteAsync(_block, cancel);
        await sink.CommitAsync(cancel);
    }

    private void AssertCommitted()
    {
        Assert.Equal(1 + Transactions, _cluster.Committed.Count);
        for (int i = 0; i < Transactions; i++)
        {
            using JsonDocument record = JsonDocument.Parse(_cluster.Committed[1 + i]);
            Assert.Equal(i, record.RootElement.GetProperty("transaction_index").GetInt32());
        }

        Assert.Equal(7ul, _cluster.Progress!.Last!.Number);
        Assert.Equal([1, Transactions, 0, 0], _cluster.Progress.Counts);
    }
}
