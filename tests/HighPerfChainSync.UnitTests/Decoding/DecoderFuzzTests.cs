using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>Damaged answers end in a typed error or are read; nothing else escapes, and the decoder works on.</summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 1_000;

    private static readonly string[] s_tokens =
        ["null", "true", "{}", "[]", "\"\"", "\"0x\"", "-1", "1e999", "\"\\ud800\"", "{\"a\":[[[", "\"0x0\"", ",", "\\", "]", "}"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Damage_ends_in_a_typed_error(int seed)
    {
        var random = new Random(seed);
        byte[] block = JsonSerializer.SerializeToUtf8Bytes(SampleJson.Block());
        byte[] receipts = JsonSerializer.SerializeToUtf8Bytes(SampleJson.Receipts());
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("fuzz");
        var decoder = new BlockDecoder(new UnknownFields());
        int failures = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bool damageBlock = random.Next(2) == 0;
            try
            {
                DecodeWith(decoder, data, damageBlock ? Damage(block, random) : block, damageBlock ? receipts : Damage(receipts, random), random);
            }
            catch (Exception error) when (error is ChainSyncException or JsonException)
            {
                failures++;
                // A JsonException quotes as much as it likes; it is shown to nobody.
                if (error is ChainSyncException) Assert.True(error.Message.Length < 1_000, error.Message);
            }
        }

        Assert.InRange(failures, Rounds / 4, Rounds - 1);
        DecodeWith(decoder, data, block, receipts, random);
        Assert.Equal(2 * SampleJson.TransactionCount, data.Logs.Count);
        data.Return();
    }

    [Fact]
    public void A_deep_answer_is_an_error()
    {
        string json = "{\"extra\":" + new string('[', 100_000) + new string(']', 100_000) + "}";
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("test");
        Assert.ThrowsAny<JsonException>(() => Decode.Block(json, data));
        data.Return();
    }

    [Fact]
    public void A_large_answer_with_strangers_is_refused_in_time()
    {
        // Receipts of wrong positions in reverse order: comparing each with each would take minutes.
        const int Count = 10_000;
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("test");
        string transaction = SampleJson.Transaction(4).ToJsonString();
        string receipt = SampleJson.Receipt(4).ToJsonString();
        string own = SampleJson.Hash("transaction 4");
        var block = SampleJson.Block();
        block.Remove("transactions");
        string json = block.ToJsonString()[..^1] + ",\"transactions\":["
            + string.Join(',', Enumerable.Range(0, Count).Select(i => transaction.Replace(own, SampleJson.Hash($"many {i}"), StringComparison.Ordinal))) + "]}";
        string receipts = "["
            + string.Join(',', Enumerable.Range(1, Count).Select(i => receipt.Replace(own, SampleJson.Hash($"many {Count - i}"), StringComparison.Ordinal))) + "]";

        Decode.Block(json, data);
        long start = Stopwatch.GetTimestamp();
        Assert.Throws<BlockCheckException>(() => Decode.Receipts(receipts[..^1] + "," + receipt + "]", data));
        TestContext.Current.SendDiagnosticMessage("refused after {0}", Stopwatch.GetElapsedTime(start));
        data.Return();
    }

    [Fact]
    public void Names_from_outside_are_bounded()
    {
        var unknown = new UnknownFields();
        string fields = string.Join(',', Enumerable.Range(0, 1_000).Select(static i => $"\"{new string('x', 500)}{i}\":1,\"name{i}\":2"));
        string json = SampleJson.Block().ToJsonString()[..^1] + "," + fields + "}";
        using var pool = new BlockDataPool();
        BlockData data = pool.Rent("test");
        Decode.Block(Decode.Sequence(json), data, unknown);
        Assert.Equal(UnknownFields.MaxNames + 1, unknown.Counts.Count);
        Assert.All(unknown.Counts.Keys, static name => Assert.True(name.Length < 100));
        Assert.Equal(2_000, unknown.Counts.Values.Sum());
        data.Return();
    }

    private static void DecodeWith(BlockDecoder decoder, BlockData data, byte[] block, byte[] receipts, Random random)
    {
        int size = random.Next(3) == 0 ? int.MaxValue : random.Next(1, 400);
        ReadOnlySequence<byte> blockJson = Segments.Fixed(block, Math.Min(size, block.Length));
        ReadOnlySequence<byte> receiptsJson = Segments.Fixed(receipts, Math.Min(size, receipts.Length));
        AssertEnd(blockJson, decoder.DecodeBlock(blockJson, data));
        AssertEnd(receiptsJson, decoder.DecodeReceipts(receiptsJson, data));
        decoder.Complete(data);
    }

    /// <summary>What the decoder takes for a value is JSON, and ends where it says.</summary>
    private static void AssertEnd(ReadOnlySequence<byte> json, long length)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            reader.Skip();
        }
        catch (JsonException error)
        {
            Assert.Fail($"Something was decoded that is not JSON: {error.Message}");
        }

        Assert.Equal(reader.BytesConsumed, length);
    }

    private static byte[] Damage(byte[] json, Random random)
    {
        List<byte> damaged = [.. json];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(6))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged.RemoveAt(at); break;
                case 2: damaged.RemoveRange(at, Math.Min(random.Next(1, 200), damaged.Count - at)); break;
                case 3: damaged.InsertRange(at, damaged.GetRange(at, Math.Min(random.Next(1, 200), damaged.Count - at))); break;
                case 4: damaged.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)])); break;
                default: ReplaceValue(damaged, random); break;
            }
        }

        return [.. damaged];
    }

    private static void ReplaceValue(List<byte> json, Random random)
    {
        int colon = json.IndexOf((byte)':', random.Next(json.Count));
        if (colon < 0) return;
        int end = json.FindIndex(colon, static b => b is (byte)',' or (byte)'}');
        if (end < 0) return;
        json.RemoveRange(colon + 1, end - colon - 1);
        json.InsertRange(colon + 1, System.Text.Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]));
    }
}
