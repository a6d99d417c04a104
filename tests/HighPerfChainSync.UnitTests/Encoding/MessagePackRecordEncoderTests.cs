using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using MessagePack;

namespace HighPerfChainSync.UnitTests.Encoding;

public sealed class MessagePackRecordEncoderTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;
    private readonly MessagePackRecordEncoder _encoder = new();

    public MessagePackRecordEncoderTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void SaysTheSameAsJson(bool full, bool longest)
    {
        if (full) SampleBlocks.FillFull(_block);
        else SampleBlocks.FillBare(_block);
        if (longest) LongestValues.Fill(_block);
        new JsonRecordEncoder().Encode(_block, EntitySet.Default);
        List<string> lines = EncodedText.Lines(_block);
        _encoder.Encode(_block, EntitySet.Default);
        Assert.Equal(lines.Count, _block.Encoded.Records.Length);
        for (int i = 0; i < lines.Count; i++)
            MessagePackText.AssertSame(lines[i], _block.Encoded.GetMemory(_block.Encoded.Records[i]));
    }

    [Theory]
    [InlineData("18446744073709551615", MessagePackType.Integer)]
    [InlineData("18446744073709551616", MessagePackType.String)]
    public void NumbersAreTextOnlyAbove64Bits(string value, MessagePackType expected)
    {
        SampleBlocks.FillFull(_block);
        _block.TokenTransfers[0].Value = UInt256.ParseDecimal(value);
        _encoder.Encode(_block, EntitySet.TokenTransfer);
        var reader = new MessagePackReader(_block.Encoded.GetMemory(_block.Encoded.Records[0]));
        int keys = reader.ReadMapHeader();
        MessagePackType? found = null;
        for (int i = 0; i < keys; i++)
        {
            if (reader.ReadString() == "value") found = reader.NextMessagePackType;
            reader.Skip();
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("json", typeof(JsonRecordEncoder))]
    [InlineData("messagepack", typeof(MessagePackRecordEncoder))]
    public void EncodersAreFoundByName(string name, Type type)
    {
        IRecordEncoder encoder = RecordEncoders.Create(name);
        Assert.IsType(type, encoder);
        Assert.Equal(name, encoder.Name);
        Assert.Contains(name, RecordEncoders.Names);
    }

    [Fact]
    public void AnUnknownNameIsRefusedWithThoseThereAre()
    {
        var error = Assert.Throws<Diagnostics.ChainSyncException>(() => RecordEncoders.Create("avro"));
        Assert.Equal(Diagnostics.ChainSyncError.Configuration, error.Error);
        Assert.Contains("json, messagepack", error.Message, StringComparison.Ordinal);
    }
}
