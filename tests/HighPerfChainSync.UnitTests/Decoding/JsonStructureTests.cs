using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>The decoder goes through JSON by itself where it is as expected: whatever the form, it reads what a JSON parser reads.</summary>
public sealed partial class JsonStructureTests : IDisposable
{
    private readonly IRecordEncoder _encoder = RecordEncoders.Create(JsonRecordEncoder.FormatName, new() { Schema = RecordSchema.Extended });
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public JsonStructureTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n\t")]
    [InlineData("\r\n                                        ")]
    public void White_space_may_be_anywhere(string space)
    {
        string expected = Describe(SampleJson.Block().ToJsonString(), SampleJson.Receipts().ToJsonString());
        string Spread(string json) => Structural().Replace(json, match => $"{space}{match.Value}{space}").Trim();
        Assert.Equal(expected, Describe(Spread(SampleJson.Block().ToJsonString()), Spread(SampleJson.Receipts().ToJsonString())));
    }

    [Fact]
    public void Fields_may_come_in_any_order()
    {
        string expected = Describe(SampleJson.Block().ToJsonString(), SampleJson.Receipts().ToJsonString());
        var random = new Random(7);
        for (int i = 0; i < 20; i++)
        {
            using JsonDocument block = JsonDocument.Parse(SampleJson.Block().ToJsonString());
            using JsonDocument receipts = JsonDocument.Parse(SampleJson.Receipts().ToJsonString());
            Assert.Equal(expected, Describe(Shuffle(block.RootElement, random), Shuffle(receipts.RootElement, random)));
        }
    }

    [Fact]
    public void Cut_anywhere_it_reads_the_same()
    {
        string block = SampleJson.Block().ToJsonString();
        string expected = Describe(block, SampleJson.Receipts().ToJsonString());
        for (int cut = 1; cut < block.Length; cut++)
        {
            ReadOnlySequence<byte> json = Segments.Fixed(TextEncoding.UTF8.GetBytes(block), cut);
            Decode.Block(json, _block);
            Decode.Receipts(SampleJson.Receipts().ToJsonString(), _block);
            Assert.Equal(expected, Describe(_block));
            if (cut > 200) cut += 37;
        }
    }

    [Theory]
    [InlineData("\"hash\":", "\"hash\"")]
    [InlineData("\"hash\":", "\"hash\"::")]
    [InlineData("\"hash\":", "\"hash\":,")]
    [InlineData("\"hash\":", "hash:")]
    [InlineData("\"hash\":", ",\"hash\":")]
    [InlineData(",\"parentHash\"", "\"parentHash\"")]
    [InlineData(",\"parentHash\"", ",,\"parentHash\"")]
    [InlineData(",\"parentHash\"", ";\"parentHash\"")]
    [InlineData(",\"parentHash\"", "{\"parentHash\"")]
    [InlineData("[{", "[,{")]
    [InlineData("},{", "}{")]
    [InlineData("},{", "},,{")]
    [InlineData("}]", "},]")]
    [InlineData("]}", "],}")]
    [InlineData("]}", "]")]
    [InlineData("]}", "]]")]
    public void What_is_not_JSON_is_refused(string right, string wrong)
    {
        string json = SampleJson.Block().ToJsonString();
        // The last of its kind, so that names and their order are known by then.
        int at = json.LastIndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, right);
        byte[] damaged = TextEncoding.UTF8.GetBytes(json[..at] + wrong + json[(at + right.Length)..]);
        var decoder = new BlockDecoder(new UnknownFields());
        decoder.DecodeBlock(new(TextEncoding.UTF8.GetBytes(json)), _block);
        Assert.ThrowsAny<JsonException>(() => decoder.DecodeBlock(new(damaged), _block));
        Assert.ThrowsAny<JsonException>(() => decoder.DecodeBlock(Segments.Fixed(damaged, 5), _block));
    }

    [GeneratedRegex("[{}\\[\\],:]")]
    private static partial Regex Structural();

    private static string Shuffle(JsonElement value, Random random) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(_ => random.Next())
            .Select(member => $"\"{member.Name}\":{Shuffle(member.Value, random)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(item => Shuffle(item, random))) + "]",
        _ => value.GetRawText(),
    };

    private string Describe(string block, string receipts)
    {
        Decode.Block(block, _block);
        Decode.Receipts(receipts, _block);
        return Describe(_block);
    }

    /// <summary>All that the records of a block say.</summary>
    private string Describe(BlockData block)
    {
        block.Encoded.Clear();
        _encoder.Encode(block, EntitySet.Default);
        var text = new System.Text.StringBuilder();
        foreach (ref readonly EncodedRecord record in block.Encoded.Records)
            text.Append(TextEncoding.UTF8.GetString(block.Encoded.GetSpan(in record))).Append('\n');
        return text.ToString();
    }
}
