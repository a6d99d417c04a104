using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

public sealed class StandardOutputSinkTests : IDisposable
{
    private readonly SinkBlocks _blocks = new();
    private readonly MemoryStream _output = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _blocks.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task WritesOneRecordALineBlockByBlock()
    {
        await using var sink = new StandardOutputSink(_output);
        Assert.Null(await sink.OpenAsync(SinkBlocks.Stream, Cancel));
        await _blocks.CommitAsync(sink, first: 5, count: 3, Cancel);
        await _blocks.CommitAsync(sink, first: 8, count: 200, Cancel);
        Assert.Equal(_blocks.Lines(5, 207, Entity.Block, Entity.Transaction), TextEncoding.UTF8.GetString(_output.ToArray()));
    }

    [Fact]
    public async Task WritesNothingBeforeACommit()
    {
        await using var sink = new StandardOutputSink(_output);
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        await sink.WriteAsync(_blocks.Make(1), Cancel);
        Assert.Equal(0, _output.Length);
    }

    [Fact]
    public async Task WritesNothingThatWasDropped()
    {
        await using var sink = new StandardOutputSink(_output);
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        await sink.WriteAsync(_blocks.Make(1), Cancel);
        await sink.WriteAsync(_blocks.Make(2), Cancel);
        Assert.True(await sink.TryDropAsync(Cancel));
        _blocks.ReturnAll();
        await _blocks.CommitAsync(sink, first: 1, count: 1, Cancel);
        Assert.Equal(_blocks.Lines(1, 1, Entity.Block, Entity.Transaction), TextEncoding.UTF8.GetString(_output.ToArray()));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public async Task RecordsAroundAndAboveTheBufferComeOutWhole(int dataBytes)
    {
        await using var sink = new StandardOutputSink(_output);
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        BlockData block = _blocks.Make(1);
        byte[] record = new byte[dataBytes];
        record.AsSpan().Fill((byte)'x');
        record.CopyTo(block.Encoded.BeginRecord(record.Length));
        block.Encoded.EndRecord(Entity.Log, record.Length);
        await sink.WriteAsync(block, Cancel);
        await sink.WriteAsync(_blocks.Make(2), Cancel);
        await sink.CommitAsync(Cancel);
        _blocks.ReturnAll();

        string expected = _blocks.Lines(1, 1, Entity.Block, Entity.Transaction) + new string('x', dataBytes) + '\n'
            + _blocks.Lines(2, 2, Entity.Block, Entity.Transaction);
        Assert.Equal(expected, TextEncoding.UTF8.GetString(_output.ToArray()));
    }

    [Fact]
    public async Task RefusesABinaryFormat()
    {
        await using var sink = new StandardOutputSink(_output);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () =>
            await sink.OpenAsync(SinkBlocks.Stream with { Format = MessagePackRecordEncoder.FormatName }, Cancel));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
    }

    [Fact]
    public async Task AReaderThatEndedIsASinkError()
    {
        await using var sink = new StandardOutputSink(new BrokenPipe());
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => _blocks.CommitAsync(sink, 1, 1, Cancel));
        Assert.Equal(ChainSyncError.Sink, error.Error);
        Assert.Contains("Broken pipe", error.Message, StringComparison.Ordinal);
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Broken pipe.");
    }
}
