using System.Text.Json;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>The official vectors of tries and RLP, where they are there.</summary>
public sealed class TrieVectorTests
{
    [Theory]
    [InlineData("trieanyorder.json", false)]
    [InlineData("trieanyorder_secureTrie.json", true)]
    [InlineData("hex_encoded_securetrie_test.json", true)]
    public void RootsOfOfficialTries(string file, bool hashesKeys)
    {
        string path = Path.Combine(SharedData.RequireChainData(), "vectors", "TrieTests", file);
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(path));
        int count = 0;
        foreach (JsonProperty vector in vectors.RootElement.EnumerateObject())
        {
            var items = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (JsonProperty pair in vector.Value.GetProperty("in").EnumerateObject())
            {
                byte[] key = ToBytes(pair.Name);
                items[Convert.ToHexString(hashesKeys ? Keccak256.Hash(key).Bytes : key)] = ToBytes(pair.Value.GetString()!);
            }

            Assert.Equal(Hash256.Parse(vector.Value.GetProperty("root").GetString()), Compute(items));
            count++;
        }

        Assert.True(count > 0);
    }

    [Fact]
    public void EncodingsOfOfficialRlp()
    {
        string path = Path.Combine(SharedData.RequireChainData(), "vectors", "RLPTests", "rlptest.json");
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(path));
        int count = 0;
        foreach (JsonProperty vector in vectors.RootElement.EnumerateObject())
        {
            var writer = new RlpWriter();
            Write(writer, vector.Value.GetProperty("in"));
            Assert.Equal(vector.Value.GetProperty("out").GetString(), "0x" + Convert.ToHexStringLower(writer.Written), ignoreCase: true);
            count++;
        }

        Assert.True(count > 20);
    }

    private static Hash256 Compute(SortedDictionary<string, byte[]> items)
    {
        var trie = new TrieHarness();
        foreach ((string key, byte[] value) in items) trie.Add(Convert.FromHexString(key), value);
        return trie.Compute();
    }

    private static void Write(RlpWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                int list = writer.BeginList();
                foreach (JsonElement element in value.EnumerateArray()) Write(writer, element);
                writer.EndList(list);
                break;
            case JsonValueKind.Number:
                writer.WriteNumber(value.GetUInt64());
                break;
            default:
                string text = value.GetString()!;
                if (text.StartsWith('#'))
                    writer.WriteString(System.Numerics.BigInteger.Parse(text[1..], System.Globalization.CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true));
                else
                    writer.WriteString(TextEncoding.Latin1.GetBytes(text));
                break;
        }
    }

    private static byte[] ToBytes(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text[2..]) : TextEncoding.UTF8.GetBytes(text);
}
