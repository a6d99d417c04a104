using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Retracting;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Kafka.Retracting;

public sealed class RemovedMarkTests
{
    [Theory]
    [InlineData("""{"type":"log","item_id":"log_1","item_timestamp":null}""", """{"type":"log","removed":true,"item_id":"log_1","item_timestamp":null}""")]
    [InlineData("""{"a":[1.50,1e-05],"item_id":"x","item_timestamp":"t"}""", """{"a":[1.50,1e-05],"removed":true,"item_id":"x","item_timestamp":"t"}""")]
    [InlineData("""{"a":",\"item_id\":","item_id":"x"}""", """{"a":",\"item_id\":","removed":true,"item_id":"x"}""")]
    [InlineData("""{"a":{"item_id":"y"},"item_id":"x"}""", """{"a":{"item_id":"y"},"removed":true,"item_id":"x"}""")]
    [InlineData("""{"item_id":"x"}""", """{"removed":true,"item_id":"x"}""")]
    public void Goes_before_the_last_item_id(string record, string retraction)
    {
        byte[] marked = Add(TextEncoding.UTF8.GetBytes(record));
        Assert.Equal(retraction, TextEncoding.UTF8.GetString(marked));
        Assert.Equal(record, TextEncoding.UTF8.GetString(Strip(marked)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"type":"log"}""")]
    [InlineData("""{"a":1,"removed":true,"item_id":"x"}""")]
    public void What_is_no_record_of_ours_or_a_retraction_already_is_refused(string record) => Assert.Empty(Add(TextEncoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData(1, 0x80)]
    [InlineData(14, 0x8F)]
    [InlineData(15, 0xDE)]
    [InlineData(40, 0xDE)]
    [InlineData(65_535, 0xDF)]
    public void A_packed_map_gets_one_entry_more(int entries, byte head)
    {
        byte[] record = Packed(entries);
        byte[] marked = Add(record);
        Assert.Equal(head, entries == 1 ? marked[0] & 0xF0 : marked[0]);
        Assert.InRange(marked.Length - record.Length, 9, RemovedMark.MaxGrowth);
        Assert.True(RecordScan.TryRead(marked, out RecordFields fields));
        Assert.True(fields.IsRemoved);
        Assert.True(RecordScan.TryRead(record, out RecordFields before));
        Assert.Equal(before.Id, fields.Id);
        Assert.Equal(record, Strip(marked));
        Assert.Empty(Add(marked));
    }

    [Fact]
    public void Every_cut_of_a_packed_record_is_refused_or_left_alone()
    {
        byte[] record = Packed(20);
        for (int length = 0; length < record.Length - 3; length++) Assert.Empty(Strip(record[..length]));
        for (int length = 0; length < record.Length - 10; length++) Assert.Empty(Add(record[..length]));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void Every_kind_of_record_can_be_taken_back(string format)
    {
        using var pool = new BlockDataPool();
        BlockData block = new BranchBlocks(pool, format).Make(7, 'a', 'a');
        foreach (EncodedRecord place in block.Encoded.Records)
        {
            byte[] record = block.Encoded.GetSpan(place).ToArray();
            byte[] marked = Add(record);
            string text = ReorgStream.Text(marked);
            Assert.Equal(ReorgStream.Text(record), text.Replace("\"removed\":true,\"item_id\"", "\"item_id\"", StringComparison.Ordinal));
            Assert.Contains(",\"removed\":true,\"item_id\":", text, StringComparison.Ordinal);
            Assert.Equal(record, Strip(marked));
        }

        block.Return();
    }

    private static byte[] Add(byte[] record)
    {
        byte[] place = new byte[record.Length + RemovedMark.MaxGrowth];
        return place[..RemovedMark.Add(record, place)];
    }

    private static byte[] Strip(byte[] record)
    {
        byte[] place = new byte[record.Length + RemovedMark.MaxGrowth];
        return place[..RemovedMark.Strip(record, place)];
    }

    /// <summary>A map of so many entries, the last of them the id.</summary>
    private static byte[] Packed(int entries)
    {
        var bytes = new List<byte>();
        if (entries <= 15) bytes.Add((byte)(0x80 + entries));
        else bytes.AddRange([0xDE, (byte)(entries >> 8), (byte)entries]);
        for (int i = 0; i < entries - 1; i++) bytes.AddRange([0xA2, (byte)('a' + (i % 26)), (byte)('a' + (i / 26 % 26)), 0x91, 0xC0]);
        bytes.AddRange([0xA7, .. "item_id"u8, 0xA1, (byte)'x']);
        return [.. bytes];
    }
}
