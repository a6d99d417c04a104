using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.UnitTests.Encoding;

namespace HighPerfChainSync.UnitTests.Kafka.Reading;

public sealed class RecordScanTests
{
    public static TheoryData<string> Formats => new(JsonRecordEncoder.FormatName, "messagepack");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Reads_every_kind_of_record_of_every_encoder(string format)
    {
        var ids = new HashSet<UInt128>();
        foreach ((Entity entity, byte[] record) in Encode(format, EntitySet.Default))
        {
            Assert.True(RecordScan.TryRead(record, out RecordFields fields));
            Assert.Equal(18_000_000UL, fields.Number);
            Assert.Equal(SampleBlocks.Time, fields.Time);
            Assert.Equal(SampleBlocks.Hash(0xAA), fields.BlockHash);
            Assert.Equal(entity, fields.Entity);
            Assert.Equal(fields.Entity == Entity.Block ? SampleBlocks.Hash(0xAB) : null, fields.ParentHash);
            Assert.Equal(fields.Entity == Entity.Block ? 1UL : null, fields.TransactionCount);
            Assert.False(fields.IsRemoved);
            Assert.True(ids.Add(fields.Id!.Value));
        }

        Assert.Equal(5, ids.Count);
    }

    [Fact]
    public void Reads_a_retraction_and_numbers_as_text()
    {
        Assert.True(RecordScan.TryRead("""{ "type":"log", "block_number":"12", "removed":true, "item_id":"log_1" }"""u8, out RecordFields fields));
        Assert.True(fields.IsRemoved);
        Assert.Equal(12UL, fields.Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{\"number\":1}{\"number\":2}")]
    [InlineData("{\"number\":}")]
    [InlineData("hello")]
    public void What_is_no_record_is_none(string text) => Assert.False(RecordScan.TryRead(TextEncoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"number\":-1,\"hash\":7,\"type\":[1,{}],\"item_id\":null,\"removed\":\"yes\"}")]
    [InlineData("{\"number\":1e3,\"hash\":\"0x12\",\"block_timestamp\":18446744073709551616}")]
    public void Fields_that_cannot_be_are_absent(string text)
    {
        Assert.True(RecordScan.TryRead(TextEncoding.UTF8.GetBytes(text), out RecordFields fields));
        Assert.Null(fields.Number);
        Assert.Null(fields.BlockHash);
        Assert.Null(fields.Entity);
        Assert.False(fields.IsRemoved);
    }

    [Fact]
    public void Deep_and_boasting_MessagePack_ends()
    {
        byte[] deep = new byte[5_000_000];
        deep.AsSpan().Fill(0x91);
        deep[0] = 0x81;
        deep[1] = 0xA0;
        Assert.False(RecordScan.TryRead(deep, out _));
        Assert.False(RecordScan.TryRead([0xDF, 0xFF, 0xFF, 0xFF, 0xFF], out _));
        Assert.False(RecordScan.TryRead([0x81, 0xA1, (byte)'a', 0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], out _));
        Assert.False(RecordScan.TryRead([0x81, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF], out _));
        Assert.False(RecordScan.TryRead([0x80, 0xC0], out _));
        Assert.True(RecordScan.TryRead([0x80], out _));
    }

    [Fact]
    public void Nothing_that_is_cut_or_changed_hurts()
    {
        byte[] record = Encode("messagepack", EntitySet.Block)[0].Value;
        using var json = new RecordJson();
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] value = record[..random.Next(record.Length + 1)];
            for (int i = random.Next(4); i > 0 && value.Length > 0; i--) value[random.Next(value.Length)] = (byte)random.Next(256);
            RecordScan.TryRead(value, out _);
            var output = new ArrayBufferWriter<byte>();
            json.Write(value, output);
            using JsonDocument line = JsonDocument.Parse(output.WrittenMemory);
            Assert.DoesNotContain((byte)'\n', output.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void MessagePack_is_shown_as_its_JSON_record_but_for_wide_numbers()
    {
        using JsonDocument expected = JsonDocument.Parse(Encode("json", EntitySet.Transaction)[0].Value);
        using var json = new RecordJson();
        var output = new ArrayBufferWriter<byte>();
        json.Write(Encode("messagepack", EntitySet.Transaction)[0].Value, output);
        using JsonDocument shown = JsonDocument.Parse(output.WrittenMemory);
        foreach (JsonProperty property in expected.RootElement.EnumerateObject())
        {
            JsonElement value = shown.RootElement.GetProperty(property.Name);
            Assert.Equal(property.Value.ToString().TrimEnd('0', '.'), value.ToString().TrimEnd('0', '.'));
        }
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{ \"a\": 1 }", "{ \"a\": 1 }")]
    [InlineData("{\n \"a\": 1.50,\r\n\"b\":[]}", "{\"a\":1.50,\"b\":[]}")]
    [InlineData("[1]", "[1]")]
    [InlineData("{oops}", "\"{oops}\"")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("", "\"\"")]
    public void A_value_is_one_line_of_JSON(string value, string expected)
    {
        using var json = new RecordJson();
        var output = new ArrayBufferWriter<byte>();
        json.Write(TextEncoding.UTF8.GetBytes(value), output);
        Assert.Equal(expected, TextEncoding.UTF8.GetString(output.WrittenSpan));
    }

    private static List<(Entity Entity, byte[] Value)> Encode(string format, EntitySet entities)
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        SampleBlocks.FillFull(block);
        RecordEncoders.Create(format).Encode(block, entities);
        var records = new List<(Entity, byte[])>();
        foreach (ref readonly EncodedRecord record in block.Encoded.Records) records.Add((record.Entity, block.Encoded.GetSpan(in record).ToArray()));
        block.Return();
        return records;
    }
}
