using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>Small changes to the fields of JSON-RPC objects.</summary>
internal static class JsonEdit
{
    /// <summary>A text that a field has, or null.</summary>
    internal static string? Text(this JsonObject item, string field) =>
        item.TryGetPropertyValue(field, out JsonNode? value) && value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A QUANTITY that a field has; 0 where it has none.</summary>
    internal static BigInteger Quantity(this JsonObject item, string field) =>
        item.Text(field) is string text ? BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : BigInteger.Zero;

    /// <summary>Writes a QUANTITY.</summary>
    internal static bool Put(this JsonObject item, string field, BigInteger value)
    {
        string digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        item[field] = digits.Length == 0 ? "0x0" : "0x" + digits;
        return true;
    }

    /// <summary>Raises a QUANTITY by one.</summary>
    /// <returns>Whether the field has one.</returns>
    internal static bool Raise(this JsonObject item, string field) =>
        item.Text(field) is not null && item.Put(field, item.Quantity(field) + 1);

    /// <summary>Changes the last bit of DATA.</summary>
    /// <returns>Whether the field has any.</returns>
    internal static bool Flip(this JsonObject item, string field)
    {
        if (item.Text(field) is not { Length: > 2 } text) return false;
        item[field] = Flip(text);
        return true;
    }

    /// <summary>Changes the last bit of the first element of a list of DATA.</summary>
    /// <returns>Whether there is one.</returns>
    internal static bool FlipFirst(this JsonObject item, string list)
    {
        if (item[list] is not JsonArray { Count: > 0 } elements || elements[0]!.GetValueKind() != JsonValueKind.String) return false;
        elements[0] = Flip(elements[0]!.GetValue<string>());
        return true;
    }

    /// <summary>The text with its last bit changed.</summary>
    internal static string Flip(string text)
    {
        int digit = int.Parse(text[^1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return text[..^1] + (digit ^ 1).ToString("x", CultureInfo.InvariantCulture);
    }

    /// <summary>Exchanges what two objects have in a field.</summary>
    internal static void Exchange(JsonObject x, JsonObject y, string field)
    {
        JsonNode? kept = x[field]?.DeepClone();
        x[field] = y[field]?.DeepClone();
        y[field] = kept;
    }

    /// <summary>Exchanges two elements of a list.</summary>
    internal static void Exchange(JsonArray list, int x, int y)
    {
        JsonNode? kept = list[x]?.DeepClone();
        list[x] = list[y]?.DeepClone();
        list[y] = kept;
    }
}
