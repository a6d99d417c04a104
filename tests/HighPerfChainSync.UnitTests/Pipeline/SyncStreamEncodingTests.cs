using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Blocks are encoded by the fetcher that has them, and their records are given back to the pool where the sink does not read them.</summary>
public sealed class SyncStreamEncodingTests
{
    private const ulong Last = 60;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_sink_gets_the_records_it_reads_and_what_is_encoded(bool readsRecords, bool needsEncoding)
    {
        var seen = new List<(bool HasRecords, int Counted, int Encoded)>();
        await using StreamRun run = Start(new FakeBlockSink
        {
            NeedsEncoding = needsEncoding,
            ReadsRecords = readsRecords,
            OnWrite = (block, _) =>
            {
                seen.Add((block.HasRecords, block.CountOf(Entity.Transaction), block.Encoded.Records.Length));
                if (readsRecords) Assert.Equal(3, block.Transactions.Count);
                return Task.CompletedTask;
            },
        });

        await run.RunWellAsync();

        run.AssertCommitted(0, Last);
        Assert.All(seen, block => Assert.Equal((readsRecords, 3, needsEncoding ? 4 : 0), block));
        Assert.Equal(4 * ((long)Last + 1), run.Stream.Status.RecordsCommitted);
    }

    [Fact]
    public async Task Each_encoder_encodes_one_block_at_a_time()
    {
        var encoders = new List<LentEncoder>();
        await using StreamRun run = Start(new FakeBlockSink { NeedsEncoding = true, ReadsRecords = false }, () =>
        {
            var encoder = new LentEncoder();
            lock (encoders) encoders.Add(encoder);
            return encoder;
        });

        await run.RunWellAsync();

        run.AssertCommitted(0, Last);
        Assert.Equal("lent", run.Sink.Opened!.Format);
        Assert.Equal((int)Last + 1, encoders.Sum(encoder => encoder.Blocks));
        Assert.All(encoders, encoder => Assert.False(encoder.WasUsedTwice));
    }

    [Fact]
    public async Task A_block_that_cannot_be_encoded_ends_the_stream_behind_the_blocks_before_it()
    {
        await using StreamRun run = Start(
            new FakeBlockSink { NeedsEncoding = true, ReadsRecords = false },
            static () => new LentEncoder { Refused = 41 });

        var error = Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Contains("block 41 is too much", error.Message, StringComparison.Ordinal);
        run.AssertCommitted(0, 40);
    }

    private static StreamRun Start(FakeBlockSink sink, Func<IRecordEncoder>? encoder = null) => new(
        new FakeBlockSource(Last) { Transactions = static _ => 3 },
        sink,
        static o => o with { To = Last, Entities = EntitySet.Default, Format = "json" },
        encoder: encoder);

    private sealed class LentEncoder : IRecordEncoder
    {
        private readonly JsonRecordEncoder _json = new();
        private int _using;

        public string Name => "lent";

        public ulong? Refused { get; init; }

        public int Blocks { get; private set; }

        public bool WasUsedTwice { get; private set; }

        public void Encode(BlockData block, EntitySet entities)
        {
            if (Interlocked.Exchange(ref _using, 1) != 0) WasUsedTwice = true;
            if (block.Header.Number == Refused) throw new ChainSyncException(ChainSyncError.Configuration, $"block {Refused} is too much");
            _json.Encode(block, entities);
            Blocks++;
            Volatile.Write(ref _using, 0);
        }
    }
}
