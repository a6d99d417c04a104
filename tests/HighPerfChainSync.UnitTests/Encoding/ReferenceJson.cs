using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>JSON text of single values, for <see cref="ReferenceRecords"/>.</summary>
internal static class ReferenceJson
{
    public static string Object(params (string Key, string Json)[] members) =>
        "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Json}")) + "}";

    public static string Array(IEnumerable<string> values) => "[" + string.Join(',', values) + "]";

    public static string Data(JsonElement value) => $"\"{value.GetString()!.ToLowerInvariant()}\"";

    public static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Decimal(string hex) =>
        BigInteger.Parse("0" + hex[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    public static string Fraction(JsonElement? value)
    {
        if (value is null) return "null";
        string text = double.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture).ToString("0.0##############", CultureInfo.InvariantCulture);
        return text;
    }

    public static string Id(string type, params string[] parts) =>
        $"\"{type}_{string.Join('_', parts.Select(part => part.Trim('"')))}\"";

    public static string Time(string unixSeconds)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(unixSeconds, CultureInfo.InvariantCulture));
        return time.ToString("'\"'yyyy-MM-dd'T'HH:mm:ss'Z\"'", CultureInfo.InvariantCulture);
    }
}
