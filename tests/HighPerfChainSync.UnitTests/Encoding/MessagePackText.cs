using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MessagePack;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Compares a MessagePack record with the JSON record of the same thing, key by key, by the rules of docs/formats.md.</summary>
internal static class MessagePackText
{
    public static void AssertSame(string json, ReadOnlyMemory<byte> messagePack)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var reader = new MessagePackReader(messagePack);
        Compare(document.RootElement, ref reader, "");
        Assert.True(reader.End, "There are bytes behind the record.");
    }

    private static void Compare(JsonElement expected, ref MessagePackReader actual, string path)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Count(), actual.ReadMapHeader());
                foreach (JsonProperty member in expected.EnumerateObject())
                {
                    Assert.Equal(member.Name, actual.ReadString());
                    Compare(member.Value, ref actual, $"{path}.{member.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.ReadArrayHeader());
                foreach (JsonElement item in expected.EnumerateArray())
                    Compare(item, ref actual, path + "[]");
                break;
            case JsonValueKind.Null:
                Assert.True(actual.TryReadNil(), path);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.True(expected.GetBoolean() == actual.ReadBoolean(), path);
                break;
            case JsonValueKind.String:
                CompareText(expected.GetString()!, ref actual, path);
                break;
            default:
                Assert.True(expected.GetRawText() == Number(ref actual), path);
                break;
        }
    }

    private static void CompareText(string expected, ref MessagePackReader actual, string path)
    {
        if (actual.NextMessagePackType == MessagePackType.Binary)
        {
            byte[] bytes = actual.ReadBytes()!.Value.ToArray();
            Assert.True(expected == "0x" + Convert.ToHexStringLower(bytes), path);
            return;
        }

        Assert.True(expected == actual.ReadString(), path);
        Assert.False(expected.StartsWith("0x", StringComparison.Ordinal), $"{path} should be binary.");
    }

    private static string Number(ref MessagePackReader actual)
    {
        switch (actual.NextMessagePackType)
        {
            case MessagePackType.Integer:
                return actual.ReadUInt64().ToString(CultureInfo.InvariantCulture);
            case MessagePackType.Float:
                string text = actual.ReadDouble().ToString("R", CultureInfo.InvariantCulture);
                return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
            default:
                string digits = actual.ReadString()!;
                Assert.True(BigInteger.Parse(digits, CultureInfo.InvariantCulture) > ulong.MaxValue, "Text is for numbers above 64 bits.");
                return digits;
        }
    }
}
