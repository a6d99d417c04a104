using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>Changes one value of a JSON record into another of the same form.</summary>
internal static class TamperedRecord
{
    public static IEnumerable<string> KeysOf(byte[] record) => JsonNode.Parse(record)!.AsObject().Select(member => member.Key);

    /// <summary>The record with another value, or null when there is none to change.</summary>
    public static byte[]? Change(byte[] record, string key)
    {
        JsonObject json = JsonNode.Parse(record)!.AsObject();
        if (Changed(json[key]) is not { } value) return null;
        json[key] = value;
        return TextEncoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static JsonNode? Changed(JsonNode? value)
    {
        switch (value?.GetValueKind())
        {
            case JsonValueKind.Number:
                return JsonNode.Parse((BigInteger.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
            case JsonValueKind.True or JsonValueKind.False:
                return !value.GetValue<bool>();
            case JsonValueKind.String:
                string text = value.GetValue<string>();
                return text == "0x" ? "0x00" : text[..^1] + (text[^1] == '1' ? '2' : '1');
            case JsonValueKind.Array when value.AsArray().Count > 0:
                JsonArray array = value.DeepClone().AsArray();
                array[0] = Changed(array[0])?.DeepClone();
                return array;
            case JsonValueKind.Object when value.AsObject().Count > 0:
                JsonObject item = value.DeepClone().AsObject();
                string first = item.First().Key;
                item[first] = Changed(item[first])?.DeepClone();
                return item;
            default:
                return null;
        }
    }
}
