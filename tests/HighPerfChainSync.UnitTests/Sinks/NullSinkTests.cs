using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

public sealed class NullSinkTests
{
    [Fact]
    public async Task CountsWhatIsCommitted()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var blocks = new SinkBlocks();
        await using var sink = new NullSink();
        Assert.Null(await sink.OpenAsync(SinkBlocks.Stream, cancel));
        await sink.WriteAsync(blocks.Make(2), cancel);
        Assert.Equal(0, sink.Blocks);
        await sink.CommitAsync(cancel);
        Assert.Equal((1, 3), (sink.Blocks, sink.Records));
        Assert.Equal(blocks.Make(2).Encoded.TotalBytes, sink.Bytes);
    }

    [Fact]
    public async Task WhatWasDroppedIsNotCounted()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var blocks = new SinkBlocks();
        await using var sink = new NullSink();
        await sink.OpenAsync(SinkBlocks.Stream, cancel);
        await sink.WriteAsync(blocks.Make(1), cancel);
        Assert.True(await sink.TryDropAsync(cancel));
        await sink.WriteAsync(blocks.Make(2), cancel);
        await sink.CommitAsync(cancel);
        Assert.Equal((1, 3), (sink.Blocks, sink.Records));
    }
}
