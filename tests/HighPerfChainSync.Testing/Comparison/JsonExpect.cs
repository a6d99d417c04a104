using System.Globalization;
using System.Numerics;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using Xunit;

namespace HighPerfChainSync.Testing.Comparison;

/// <summary>Compares single JSON values with what the decoder made of them, by means that the decoder does not use.</summary>
internal sealed class JsonExpect(BlockData block)
{
    /// <summary>Where in the JSON the comparison is.</summary>
    public string Path { get; set; } = "";

    public void Hash(JsonElement json, Hash256 value) => Text(json.GetString()!.ToLowerInvariant(), value.ToString());

    public void Address(JsonElement json, Address value) => Text(json.GetString()!.ToLowerInvariant(), value.ToString());

    public void Number(JsonElement json, UInt256 value) => Text(ToNumber(json).ToString(CultureInfo.InvariantCulture), value.ToString());

    public void Data(JsonElement json, ArenaRange range) =>
        Text(json.GetString()!.ToLowerInvariant(), "0x" + Convert.ToHexString(block.Arena.GetSpan(range)).ToLowerInvariant());

    public void Words(JsonElement json, ArenaRange range)
    {
        string words = string.Concat(json.EnumerateArray().Select(static word => word.GetString()!.ToLowerInvariant()[2..]));
        Text("0x" + words, "0x" + Convert.ToHexString(block.Arena.GetSpan(range)).ToLowerInvariant());
    }

    public void Ascii(JsonElement json, ArenaRange range) =>
        Text(json.GetString()!, System.Text.Encoding.ASCII.GetString(block.Arena.GetSpan(range)));

    public void Boolean(JsonElement json, bool value) => Text(json.GetBoolean().ToString(), value.ToString());

    public void Count(int expected, int actual) =>
        Text(expected.ToString(CultureInfo.InvariantCulture), actual.ToString(CultureInfo.InvariantCulture));

    public void Flags(Enum expected, Enum actual) => Text(expected.ToString(), actual.ToString());

    private static BigInteger ToNumber(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Number)
            return BigInteger.Parse(json.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture);
        string text = json.GetString()!;
        Assert.StartsWith("0x", text, StringComparison.Ordinal);
        return BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private void Text(string expected, string actual) =>
        Assert.True(expected == actual, $"{Path}: the JSON says {expected}, the record {actual}");
}
