using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

/// <summary>Directories that are not what the progress says, or not of this stream.</summary>
public sealed class NdjsonFileSinkRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SinkBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> OtherStreams => new()
    {
        { "chain", "testnet" },
        { "id", "31337" },
        { "genesis", "block 0" },
        { "entities", "block,transaction" },
        { "format", "json" },
        { "schema", "extended" },
        { "numbers", "string" },
    };

    public void Dispose()
    {
        _blocks.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(OtherStreams))]
    public async Task AnotherStreamIsRefused(string what, string named)
    {
        await RunAsync(4);
        StreamDescription stream = SinkBlocks.Stream;
        StreamDescription other = what switch
        {
            "chain" => stream with { Chain = "mainnet" },
            "id" => stream with { Identity = stream.Identity with { ChainId = 1 } },
            "genesis" => stream with { Identity = stream.Identity with { GenesisHash = SinkBlocks.HashOf(1) } },
            "entities" => stream with { Entities = EntitySet.Default },
            "schema" => stream with { Schema = RecordSchema.Extended },
            "numbers" => stream with { Numbers = NumberForm.String },
            _ => stream with { Format = MessagePackRecordEncoder.FormatName },
        };
        Assert.Contains(named, await RefusalAsync(other), StringComparison.Ordinal);
        Assert.Equal(3UL, await OpenAsync(stream));
    }

    [Fact]
    public async Task AnUnknownGenesisIsNoReasonToRefuse()
    {
        await RunAsync(4);
        StreamDescription stream = SinkBlocks.Stream;
        Assert.Equal(3UL, await OpenAsync(stream with { Identity = new ChainIdentity(31337, GenesisHash: null, "") }));
    }

    [Fact]
    public async Task FilesWithoutProgressAreRefused()
    {
        await RunAsync(4);
        File.Delete(_directory.File("progress.json"));
        Assert.Contains("blocks_000000000-000000003.jsonl", await RefusalAsync(SinkBlocks.Stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("{\"version\":1,\"chain\":null}")]
    public async Task AProgressThatIsNoneIsRefused(string text)
    {
        await RunAsync(4);
        await File.WriteAllTextAsync(_directory.File("progress.json"), text, Cancel);
        Assert.Contains("progress.json", await RefusalAsync(SinkBlocks.Stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgressOfALaterVersionIsRefused()
    {
        await RunAsync(4);
        string path = _directory.File("progress.json");
        string text = await File.ReadAllTextAsync(path, Cancel);
        await File.WriteAllTextAsync(path, text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), Cancel);
        Assert.Contains("version is 2", await RefusalAsync(SinkBlocks.Stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"closing\": [null]")]
    [InlineData("\"closing\": null")]
    [InlineData("\"closing\": [{\"first\":2,\"last\":1,\"bytes\":{}}]")]
    [InlineData("\"open\": {\"first\":1,\"last\":2,\"bytes\":{\"block\":-1}}, \"closing\": []")]
    public async Task AProgressWithARangeThatIsNoneIsRefused(string range)
    {
        await RunAsync(4);
        string path = _directory.File("progress.json");
        string text = await File.ReadAllTextAsync(path, Cancel);
        Assert.Contains("\"closing\": []", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace("\"closing\": []", range, StringComparison.Ordinal), Cancel);
        Assert.Contains("progress.json", await RefusalAsync(SinkBlocks.Stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALostOrShortenedFileIsRefused(bool lost)
    {
        await KillAsync();
        string path = _directory.File("blocks", "blocks_000000000.jsonl.tmp");
        if (lost) File.Delete(path);
        else await File.WriteAllTextAsync(path, "{}", Cancel);
        Assert.Contains(path, await RefusalAsync(SinkBlocks.Stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(5UL)]
    public async Task ABlockThatDoesNotFollowIsRefused(ulong number)
    {
        await RunAsync(4);
        await using (NdjsonFileSink sink = Sink())
        {
            await sink.OpenAsync(SinkBlocks.Stream, Cancel);
            await Assert.ThrowsAsync<InvalidOperationException>(() => _blocks.CommitAsync(sink, number, 1, Cancel));
        }

        Assert.Equal(3UL, await OpenAsync(SinkBlocks.Stream));
    }

    [Fact]
    public async Task WhatWasNotCommittedIsDropped()
    {
        await KillAsync();
        string path = _directory.File("blocks", "blocks_000000000.jsonl.tmp");
        await File.AppendAllTextAsync(path, "{\"type\":\"block\",\"num", Cancel);
        await File.WriteAllTextAsync(_directory.File("blocks", "blocks_000000010.jsonl.tmp"), "{}", Cancel);
        Assert.Equal(3UL, await OpenAsync(SinkBlocks.Stream));
        Assert.Equal(_blocks.Lines(0, 3, Entity.Block), NdjsonFileSinkCrashTests.AllText(_directory, "blocks"));
    }

    private NdjsonFileSink Sink() => new(new NdjsonFileSinkOptions { Directory = _directory.Path, BlocksPerFile = 10 });

    private async Task RunAsync(int count)
    {
        await using NdjsonFileSink sink = Sink();
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        await _blocks.CommitAsync(sink, 0, count, Cancel);
    }

    /// <summary>Four committed blocks in files that have not been completed: the files as a killed process leaves them.</summary>
    private async Task KillAsync()
    {
        using var killed = new TemporaryDirectory();
        await using var sink = new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = killed.Path, BlocksPerFile = 10 });
        await sink.OpenAsync(SinkBlocks.Stream, Cancel);
        await _blocks.CommitAsync(sink, 0, 4, Cancel);
        foreach (string file in killed.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(file))!);
            File.Copy(killed.File(file), _directory.File(file));
        }
    }

    private async Task<ulong?> OpenAsync(StreamDescription stream)
    {
        await using NdjsonFileSink sink = Sink();
        return (await sink.OpenAsync(stream, Cancel))?.Number;
    }

    private async Task<string> RefusalAsync(StreamDescription stream)
    {
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync(stream));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        return error.Message;
    }
}
