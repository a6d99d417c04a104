using System.IO.Compression;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.Recording;

public sealed class RecordingTests
{
    private const string Header =
        "{\"format\":\"chainsync-recording\",\"version\":1,\"chainId\":\"0x1\",\"clientVersion\":\"node/1\",\"first\":1,\"last\":2}\n";

    private const string Entry = "{\"method\":\"m\",\"params\":[],\"result\":null}\n";

    [Fact]
    public void What_is_written_is_read_again_verbatim()
    {
        string path = TemporaryPath();
        var header = new RecordingHeader("0x7a69", "anvil \"quoted\"", 5, 7);
        byte[] large = new byte[3_000_000];
        large.AsSpan().Fill((byte)'7');
        try
        {
            using (var writer = RecordingWriter.Create(path, header))
            {
                writer.Write("eth_getBlockByNumber", "[\"0x5\",true]"u8, "{\"number\":\"0x5\",\r\n \"x\":[1,{}]}"u8);
                writer.Write("large", "[]"u8, large);
                writer.WriteError("eth_call", "[{\"to\":\"0x00\"},\"0x5\"]"u8, "{\"code\":3,\"message\":\"reverted\"}"u8);
                Assert.False(File.Exists(path));
                writer.Complete();
            }

            using var reader = RecordingReader.Open(path);
            Assert.Equal(header, reader.Header);
            Assert.True(reader.TryRead(out RecordingEntry block));
            Assert.Equal("eth_getBlockByNumber", block.Method);
            Assert.Equal("[\"0x5\",true]"u8, block.Params.Span);
            Assert.Equal("{\"number\":\"0x5\", \"x\":[1,{}]}"u8, block.Result.Span);
            Assert.False(block.IsError);
            Assert.True(reader.TryRead(out RecordingEntry second));
            Assert.True(second.Result.Span.SequenceEqual(large));
            Assert.True(reader.TryRead(out RecordingEntry failed));
            Assert.True(failed.IsError);
            Assert.Equal("{\"code\":3,\"message\":\"reverted\"}"u8, failed.Answer.Span);
            Assert.True(failed.Result.IsEmpty);
            Assert.False(reader.TryRead(out _));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_abandoned_recording_leaves_nothing_and_keeps_the_old_one()
    {
        string path = TemporaryPath();
        File.WriteAllText(path, "old");
        try
        {
            using (var writer = RecordingWriter.Create(path, new RecordingHeader("0x1", "node", 1, 1)))
                writer.Write("m", "[]"u8, "1"u8);
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("[]\n", 1, "header")]
    [InlineData("{}\n", 1, "format")]
    [InlineData("{\"format\":\"chainsync-recording\",\"version\":2}\n", 1, "version")]
    [InlineData("{\"format\":\"chainsync-recording\",\"version\":1,\"chainId\":\"0x1\",\"clientVersion\":\"c\",\"first\":3,\"last\":2}\n", 1, "behind")]
    [InlineData("{\"format\":\"chainsync-recording\",\"version\":1,\"chainId\":\"0x1\",\"clientVersion\":\"c\",\"first\":-1,\"last\":2}\n", 1, "first")]
    [InlineData(Header + "\n", 2, "JSON")]
    [InlineData(Header + "[1]\n", 2, "object")]
    [InlineData(Header + Entry + "{\"method\":\"m\",\"params\":[]}\n", 3, "result")]
    [InlineData(Header + Entry + "{\"method\":\"m\",\"result\":1}\n", 3, "params")]
    [InlineData(Header + "{\"method\":\"m\",\"params\":{},\"result\":1}\n", 2, "array")]
    [InlineData(Header + "{\"params\":[],\"result\":1}\n", 2, "method")]
    [InlineData(Header + "{\"method\":1,\"params\":[],\"result\":1}\n", 2, "string")]
    [InlineData(Header + "{\"method\":\"m\",\"params\":[],\"result\":1,\"error\":{}}\n", 2, "one")]
    [InlineData(Header + "{\"method\":\"m\",\"params\":[],\"result\":[1}\n", 2, "invalid")]
    [InlineData(Header + "{\"method\":\"m\",\"params\":[],\"result\":1}{}\n", 2, "invalid")]
    [InlineData(Header + "{\"method\":\"m\",\"params\":[],\"result\":1", 2, "ends within")]
    [InlineData(Header + Entry, 2, "closing")]
    [InlineData(Header + Entry + "{\"entries\":2}\n", 3, "found")]
    [InlineData(Header + Entry + "{\"entries\":\"1\"}\n", 3, "entries")]
    [InlineData(Header + "{\"entries\":0}\n" + Entry, 3, "follows")]
    public void A_malformed_line_is_named_with_its_number(string text, int line, string word)
    {
        ChainSyncException failure = Assert.Throws<ChainSyncException>(() => ReadAll(Compress(text)));
        Assert.Equal(ChainSyncError.Configuration, failure.Error);
        Assert.Contains($"'broken', line {line}:", failure.Message, StringComparison.Ordinal);
        Assert.Contains(word, failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_line_beyond_the_limit_is_refused_without_holding_it()
    {
        byte[] bomb = Compress(Header + "{\"method\":\"" + new string('m', 50_000_000));
        long before = GC.GetTotalAllocatedBytes();
        ChainSyncException failure = Assert.Throws<ChainSyncException>(() => ReadAll(bomb, maxLineBytes: 1000));
        Assert.Contains("line 2: longer than 1000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    [Fact]
    public void Something_other_than_gzip_is_an_error_of_the_file()
    {
        ChainSyncException failure = Assert.Throws<ChainSyncException>(() => ReadAll("{\"format\":1}"u8.ToArray()));
        Assert.Contains("gzip", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_file_is_an_error_or_has_lost_nothing_but_its_checksum()
    {
        byte[] whole = Compress(Header + Entry + Entry + "{\"entries\":2}\n");
        Assert.Equal(2, ReadAll(whole));
        for (int length = 0; length < whole.Length - 10; length++)
            Assert.Throws<ChainSyncException>(() => ReadAll(whole[..length]));
    }

    private static int ReadAll(byte[] compressed, int maxLineBytes = RecordingReader.DefaultMaxLineBytes)
    {
        using var reader = RecordingReader.Open(new MemoryStream(compressed), "broken", maxLineBytes);
        int entries = 0;
        while (reader.TryRead(out _)) entries++;
        return entries;
    }

    private static byte[] Compress(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(TextEncoding.UTF8.GetBytes(text));
        return target.ToArray();
    }

    private static string TemporaryPath() => Path.Combine(Path.GetTempPath(), $"recording-{Guid.NewGuid():N}.jsonl.gz");
}
