using System.Text.Json.Nodes;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Anybody who may write to the topic may have written what is read.</summary>
public sealed class ProgressCodecTests
{
    private static readonly StreamDescription s_stream = EncodedBlocks.Stream("c", first: 5);

    private static readonly ProgressRecord s_progress = ProgressRecord.Begin(s_stream, new TopicPlan(new KafkaSinkOptions(), s_stream), "me") with
    {
        Last = new StreamProgress(7, EncodedBlocks.HashOf(7)),
        FirstHash = EncodedBlocks.HashOf(5),
        Recent = [EncodedBlocks.HashOf(6), EncodedBlocks.HashOf(7)],
    };

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":\"x\"}")]
    [InlineData("{\"version\":1e400}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Refuses_what_is_no_progress(string value) => AssertRefused(TextEncoding.UTF8.GetBytes(value));

    [Fact]
    public void Schema_and_numbers_come_back_and_are_plain_where_nothing_says_them()
    {
        ProgressRecord written = s_progress with { RecordSchema = RecordSchema.Extended, Numbers = NumberForm.String };
        ProgressRecord read = ProgressCodec.Read(ProgressCodec.Write(written), "p");
        Assert.Equal((RecordSchema.Extended, NumberForm.String), (read.RecordSchema, read.Numbers));
        JsonObject before = JsonNode.Parse(ProgressCodec.Write(written))!.AsObject();
        Assert.True(before.Remove("record_schema") && before.Remove("numbers"));
        read = ProgressCodec.Read(TextEncoding.UTF8.GetBytes(before.ToJsonString()), "p");
        Assert.Equal((RecordSchema.Plain, NumberForm.Number), (read.RecordSchema, read.Numbers));
    }

    [Theory]
    [InlineData("chain_id", "-1")]
    [InlineData("verification", "{}")]
    [InlineData("verification", "[]")]
    [InlineData("verification", "{\"level\":\"roots\",\"since\":5,\"blocks\":-1,\"unverifiable\":{},\"failed\":{}}")]
    [InlineData("verification", "{\"level\":\"roots\",\"since\":5,\"blocks\":1,\"unverifiable\":{\"x\":\"y\"},\"failed\":{}}")]
    [InlineData("verification", "{\"level\":7,\"since\":5,\"blocks\":1,\"unverifiable\":{},\"failed\":{}}")]
    [InlineData("chain_id", "\"1\"")]
    [InlineData("genesis_hash", "\"0x12\"")]
    [InlineData("genesis_hash", "7")]
    [InlineData("format", "null")]
    [InlineData("format", "\"line\\nbreak\"")]
    [InlineData("schema", "0")]
    [InlineData("record_schema", "\"wide\"")]
    [InlineData("record_schema", "1")]
    [InlineData("numbers", "\"words\"")]
    [InlineData("entities", "\"everything\"")]
    [InlineData("timestamps", "\"yesterday\"")]
    [InlineData("partitions", "0")]
    [InlineData("partitions", "99999999999")]
    [InlineData("partition_by", "\"mood\"")]
    [InlineData("blocks_per_range", "-1")]
    [InlineData("key", "1")]
    [InlineData("first", "8")]
    [InlineData("first", "1.5")]
    [InlineData("number", "18446744073709551616")]
    [InlineData("number", "null")]
    [InlineData("hash", "null")]
    [InlineData("hash", "\"0x0000000000000009ababababababababababababababababababababababababab\"")]
    [InlineData("topics", "{\"c_blocks\":-1}")]
    [InlineData("topics", "[1]")]
    [InlineData("topics", "{\"c_blocks\":1}")]
    [InlineData("counted_from", "{}")]
    [InlineData("counted_from", "{\"c_blocks\":-1}")]
    [InlineData("recent", "[null]")]
    [InlineData("recent", "{}")]
    public void Refuses_values_that_cannot_be(string key, string value)
    {
        JsonObject json = JsonNode.Parse(ProgressCodec.Write(s_progress))!.AsObject();
        json[key] = JsonNode.Parse(value);
        AssertRefused(TextEncoding.UTF8.GetBytes(json.ToJsonString()));
    }

    [Fact]
    public void Refuses_what_is_cut_off_doubled_deep_or_huge()
    {
        byte[] value = ProgressCodec.Write(s_progress);
        for (int length = 0; length < value.Length; length += 7) AssertRefused(value[..length]);
        AssertRefused([.. value, .. value]);
        string text = TextEncoding.UTF8.GetString(value);
        AssertRefused(TextEncoding.UTF8.GetBytes("{\"number\":7," + text[1..]));
        AssertRefused(TextEncoding.UTF8.GetBytes("{\"x\":" + new string('[', 500_000) + text[1..]));
        AssertRefused(TextEncoding.UTF8.GetBytes(text.Replace("\"me\"", $"\"{new string('x', 1000)}\"", StringComparison.Ordinal)));
        AssertRefused(new byte[2 << 20]);
    }

    [Fact]
    public void Refuses_a_later_version() => Assert.Contains(
        "version 3",
        Assert.Throws<ChainSyncException>(() => ProgressCodec.Read("{\"version\":3}"u8, "p")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Reads_the_version_before()
    {
        JsonObject json = JsonNode.Parse(ProgressCodec.Write(s_progress))!.AsObject();
        json["version"] = 1;
        foreach (string key in (string[])["schema", "timestamps", "partitions", "partition_by", "blocks_per_range", "key", "first_hash", "counted_from"])
            Assert.True(json.Remove(key));
        ProgressRecord read = ProgressCodec.Read(TextEncoding.UTF8.GetBytes(json.ToJsonString()), "p");
        Assert.Equal(s_progress.Last, read.Last);
        Assert.Equal([5, 5, 5, 5], read.CountedFrom);
        Assert.Equal(TopicLayout.Single, read.Layout);
        Assert.Null(read.FirstHash);
        Assert.Empty(ProgressContinuation.ParameterDifferences(read, s_progress));
    }

    private static void AssertRefused(byte[] value)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ProgressCodec.Read(value, "c_progress"));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'c_progress'", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000, error.Message);
    }
}
