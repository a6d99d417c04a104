using System.Text.Json;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

public sealed class RlpReaderTests
{
    private const int Depth = 16;

    [Fact]
    public void ReadsTheOfficialEncodingsAndWritesThemAgain()
    {
        int count = 0;
        foreach (JsonProperty vector in Vectors("rlptest.json").EnumerateObject())
        {
            byte[] encoded = FromHex(vector.Value.GetProperty("out").GetString()!);
            Assert.True(RlpReader.IsValid(encoded, Depth), vector.Name);
            Assert.Equal(encoded, Rewrite(encoded));
            count++;
        }

        Assert.True(count > 20);
    }

    [Theory]
    [InlineData("invalidRLPTest.json", "INVALID")]
    [InlineData("RandomRLPTests/example.json", "VALID")]
    public void JudgesAsTheOfficialTestsDo(string file, string kind)
    {
        int count = 0;
        foreach (JsonProperty vector in Vectors(file).EnumerateObject())
        {
            Assert.Equal(kind, vector.Value.GetProperty("in").GetString());
            byte[] encoded = FromHex(vector.Value.GetProperty("out").GetString()!);
            Assert.True(RlpReader.IsValid(encoded, Depth) == (kind == "VALID"), vector.Name);
            count++;
        }

        Assert.True(count > 0);
    }

    [Fact]
    public void ReadsWhatWasWritten()
    {
        var writer = new RlpWriter();
        Hash256 hash = Keccak256.Hash([1]);
        var address = Address.Parse("0x00112233445566778899aabbccddeeff00112233");
        var wide = new UInt256(1, 2, 3);
        int list = writer.BeginList();
        writer.WriteNumber(0UL);
        writer.WriteNumber(ulong.MaxValue);
        writer.WriteNumber(in wide);
        writer.WriteHash(in hash);
        writer.WriteAddress(in address);
        int inner = writer.BeginList();
        writer.WriteString(new byte[300]);
        writer.EndList(inner);
        writer.EndList(list);

        var reader = new RlpReader(writer.Written);
        Assert.True(reader.IsAtList);
        Assert.False(reader.TryReadString(out _));
        Assert.True(reader.TryReadList(out RlpReader items));
        Assert.True(reader.IsAtEnd);
        Assert.True(items.TryReadNumber(out ulong zero));
        Assert.Equal(0UL, zero);
        Assert.True(items.TryReadNumber(out ulong max));
        Assert.Equal(ulong.MaxValue, max);
        Assert.False(items.TryReadNumber(out ulong _));
        Assert.True(items.TryReadNumber(out UInt256 number));
        Assert.Equal(wide, number);
        Assert.False(items.TryReadAddress(out _));
        Assert.True(items.TryReadHash(out Hash256 readHash));
        Assert.Equal(hash, readHash);
        Assert.True(items.TryReadAddress(out Address readAddress));
        Assert.Equal(address, readAddress);
        Assert.False(items.TryReadString(out _));
        Assert.True(items.TryReadRaw(out ReadOnlySpan<byte> raw));
        Assert.Equal(RlpWriter.ListSize(RlpWriter.StringSize(300)), raw.Length);
        Assert.True(items.IsAtEnd);
        Assert.False(items.IsAtList);
        Assert.False(items.TryReadRaw(out _));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("820001")]
    [InlineData("89010000000000000000")]
    [InlineData("c0")]
    [InlineData("")]
    public void RefusesWhatIsNoNumberOf64Bits(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new RlpReader(bytes);
        Assert.False(reader.TryReadNumber(out ulong _));
        Assert.Equal(bytes.Length, reader.Left);
    }

    [Fact]
    public void DepthIsBounded()
    {
        byte[] bytes = [0xC3, 0xC2, 0xC1, 0xC0];
        Assert.True(RlpReader.IsValid(bytes, 4));
        Assert.False(RlpReader.IsValid(bytes, 3));
        Assert.False(RlpReader.IsValid(bytes, 0));
        byte[] deep = new byte[40];
        for (int i = 0; i < deep.Length; i++) deep[i] = (byte)(0xC0 + deep.Length - 1 - i);
        Assert.True(RlpReader.IsValid(deep, 1024));
    }

    [Fact]
    public void WhateverItAcceptsIsTheOnlyEncodingOfIt()
    {
        // Random bytes that look like headers, and sound encodings with one byte changed.
        var random = new Random(5);
        ReadOnlySpan<byte> headers = [0x00, 0x7F, 0x80, 0x81, 0x82, 0xB7, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xC3, 0xC5, 0xF7, 0xF8, 0xF9, 0xFF];
        int accepted = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes = new byte[random.Next(12)];
            for (int k = 0; k < bytes.Length; k++) bytes[k] = random.Next(3) == 0 ? (byte)random.Next(256) : headers[random.Next(headers.Length)];
            if (bytes.Length > 0 && random.Next(2) == 0) bytes[0] = (byte)(0xC0 + bytes.Length - 1);
            if (!RlpReader.IsValid(bytes, Depth)) continue;
            accepted++;
            Assert.Equal(bytes, Rewrite(bytes));
        }

        Assert.True(accepted > 1000, $"{accepted}");
    }

    [Fact]
    public void ReadsWithoutAllocating()
    {
        var writer = new RlpWriter();
        int list = writer.BeginList();
        for (int i = 0; i < 50; i++) writer.WriteNumber((ulong)i << i);
        writer.EndList(list);
        byte[] bytes = writer.Written.ToArray();
        ulong sum = 0;
        Assert.Equal(0, Allocations.Least(() =>
        {
            RlpReader.IsValid(bytes, 4);
            new RlpReader(bytes).TryReadList(out RlpReader items);
            while (items.TryReadNumber(out ulong number)) sum += number;
        }));
        Assert.NotEqual(0UL, sum);
    }

    private static byte[] Rewrite(byte[] encoded)
    {
        var writer = new RlpWriter();
        Copy(new RlpReader(encoded), writer);
        return writer.Written.ToArray();
    }

    private static void Copy(RlpReader reader, RlpWriter writer)
    {
        while (!reader.IsAtEnd)
        {
            if (reader.TryReadList(out RlpReader items))
            {
                int list = writer.BeginList();
                Copy(items, writer);
                writer.EndList(list);
                continue;
            }

            Assert.True(reader.TryReadString(out ReadOnlySpan<byte> bytes));
            writer.WriteString(bytes);
        }
    }

    private static JsonElement Vectors(string file)
    {
        string path = Path.Combine(SharedData.RequireChainData(), "vectors", "RLPTests", file);
        return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
    }

    private static byte[] FromHex(string text) => Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
}
