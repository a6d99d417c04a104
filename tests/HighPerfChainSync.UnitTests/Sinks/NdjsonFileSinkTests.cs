using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

/// <summary>What a directory holds after orderly runs.</summary>
public sealed class NdjsonFileSinkTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SinkBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _blocks.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task ARangeIsAFileForEachEntity()
    {
        await using (NdjsonFileSink sink = Sink())
        {
            Assert.Null(await sink.OpenAsync(SinkBlocks.Stream, Cancel));
            await _blocks.CommitAsync(sink, first: 0, count: 25, Cancel);
        }

        Assert.Equal(
            [
                "blocks/blocks_000000000-000000009.jsonl", "blocks/blocks_000000010-000000019.jsonl", "blocks/blocks_000000020-000000024.jsonl",
                "progress.json", "transactions/transactions_000000000-000000009.jsonl", "transactions/transactions_000000010-000000019.jsonl",
                "transactions/transactions_000000020-000000024.jsonl",
            ],
            _directory.Files());
        Assert.Equal(_blocks.Lines(10, 19, Entity.Block), Text("blocks", "blocks_000000010-000000019.jsonl"));
        Assert.Equal(_blocks.Lines(10, 19, Entity.Transaction), Text("transactions", "transactions_000000010-000000019.jsonl"));
    }

    [Fact]
    public async Task WhatWasDroppedIsInNoFile()
    {
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            await _blocks.CommitAsync(sink, first: 0, count: 3, Cancel);
            await sink.WriteAsync(_blocks.Make(3), Cancel);
            await sink.WriteAsync(_blocks.Make(4), Cancel);
            Assert.True(await sink.TryDropAsync(Cancel));
            _blocks.ReturnAll();
            await _blocks.CommitAsync(sink, first: 3, count: 1, Cancel);
        }

        Assert.Equal(_blocks.Lines(0, 3, Entity.Block), Text("blocks", "blocks_000000000-000000003.jsonl"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(13)]
    public async Task WhatWasDroppedMayHaveFilledWholeFiles(int committed)
    {
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            if (committed > 0) await _blocks.CommitAsync(sink, first: 0, committed, Cancel);
            for (ulong number = (ulong)committed; number < 35; number++)
                await sink.WriteAsync(_blocks.Make(number), Cancel);
            Assert.True(await sink.TryDropAsync(Cancel));
            Assert.True(await sink.TryDropAsync(Cancel), "There is nothing to drop any more.");
            _blocks.ReturnAll();
            await _blocks.CommitAsync(sink, (ulong)committed, count: 27 - committed, Cancel);
        }

        Assert.Equal(_blocks.Lines(0, 26, Entity.Block), NdjsonFileSinkCrashTests.AllText(_directory, "blocks"));
        Assert.Equal(_blocks.Lines(0, 26, Entity.Transaction), NdjsonFileSinkCrashTests.AllText(_directory, "transactions"));
        await RunAsync(first: 27, count: 1, expectedLast: 26);
    }

    [Fact]
    public async Task WhatWasNotCommittedIsInNoFileWhenItIsClosed()
    {
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            await _blocks.CommitAsync(sink, first: 0, count: 12, Cancel);
            for (ulong number = 12; number < 25; number++)
                await sink.WriteAsync(_blocks.Make(number), Cancel);
            _blocks.ReturnAll();
        }

        Assert.Equal(_blocks.Lines(0, 11, Entity.Block), NdjsonFileSinkCrashTests.AllText(_directory, "blocks"));
        Assert.DoesNotContain(_directory.Files(), static file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStopWithinARangeIsContinuedInAnotherFile()
    {
        await RunAsync(first: 0, count: 4, expectedLast: null);
        await RunAsync(first: 4, count: 9, expectedLast: 3);
        Assert.Equal(
            ["blocks_000000000-000000003.jsonl", "blocks_000000004-000000009.jsonl", "blocks_000000010-000000012.jsonl"],
            Directory.EnumerateFiles(_directory.File("blocks")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await RunAsync(first: 13, count: 0, expectedLast: 12);
        Assert.Equal(_blocks.Lines(0, 12, Entity.Block), NdjsonFileSinkCrashTests.AllText(_directory, "blocks"));
    }

    [Fact]
    public async Task TheProgressTellsWhatItIsOf()
    {
        await RunAsync(first: 0, count: 4, expectedLast: null);
        using JsonDocument progress = JsonDocument.Parse(await File.ReadAllTextAsync(_directory.File("progress.json"), Cancel));
        JsonElement root = progress.RootElement;
        Assert.Equal("testnet", root.GetProperty("chain").GetString());
        Assert.Equal(31337, root.GetProperty("chain_id").GetInt32());
        Assert.Equal(SinkBlocks.HashOf(0).ToString(), root.GetProperty("genesis_hash").GetString());
        Assert.Equal("block,transaction", root.GetProperty("entities").GetString());
        Assert.Equal("json", root.GetProperty("format").GetString());
        Assert.Equal(3, root.GetProperty("last_block").GetInt32());
        Assert.Equal(SinkBlocks.HashOf(3).ToString(), root.GetProperty("last_hash").GetString());
        Assert.Equal(4, root.GetProperty("records").GetProperty("block").GetInt32());
        Assert.Equal(3, root.GetProperty("records").GetProperty("transaction").GetInt32());
    }

    [Fact]
    public async Task MessagePackFilesHoldTheMapsOneAfterAnother()
    {
        using var blocks = new SinkBlocks(MessagePackRecordEncoder.FormatName);
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream with { Format = MessagePackRecordEncoder.FormatName }, Cancel);
            await blocks.CommitAsync(sink, first: 0, count: 10, Cancel);
        }

        byte[] content = await File.ReadAllBytesAsync(_directory.File("blocks", "blocks_000000000-000000009.msgpack"), Cancel);
        var numbers = new List<ulong>();
        var reader = new MessagePack.MessagePackReader(content);
        while (!reader.End)
        {
            int keys = reader.ReadMapHeader();
            for (int i = 0; i < keys; i++)
            {
                if (reader.ReadString() == "number") numbers.Add(reader.ReadUInt64());
                else reader.Skip();
            }
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], numbers);
    }

    [Fact]
    public async Task RecordsLargerThanTheBufferComeOutWhole()
    {
        BlockData block = _blocks.Make(0);
        string large = new('x', 200_000);
        TextEncoding.UTF8.GetBytes(large).CopyTo(block.Encoded.BeginRecord(large.Length));
        block.Encoded.EndRecord(Entity.Block, large.Length);
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            await sink.WriteAsync(block, Cancel);
            await sink.CommitAsync(Cancel);
        }

        _blocks.ReturnAll();
        Assert.Equal(_blocks.Lines(0, 0, Entity.Block) + large + '\n', Text("blocks", "blocks_000000000-000000000.jsonl"));
    }

    [Fact]
    public async Task AnotherWriterIsRefused()
    {
        await using NdjsonFileSink first = Sink();
        await first.OpenAsync(SinkBlocks.Stream, Cancel);
        await using NdjsonFileSink second = Sink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () => await second.OpenAsync(SinkBlocks.Stream, Cancel));
        Assert.Equal(ChainSyncError.Fenced, error.Error);
        Assert.Contains(_directory.Path, error.Message, StringComparison.Ordinal);
    }

    private NdjsonFileSink Sink() => new(new NdjsonFileSinkOptions { Directory = _directory.Path, BlocksPerFile = 10 });

    private string Text(params string[] parts) => File.ReadAllText(_directory.File(parts));

    private async Task RunAsync(ulong first, int count, ulong? expectedLast)
    {
        await using NdjsonFileSink sink = Sink();
        StreamProgress? progress = await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        Assert.Equal(expectedLast, progress?.Number);
        if (progress is not null) Assert.Equal(SinkBlocks.HashOf(progress.Number), progress.Hash);
        await _blocks.CommitAsync(sink, first, count, Cancel);
    }
}
