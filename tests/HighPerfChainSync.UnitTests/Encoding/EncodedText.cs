using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Reads encoded records back.</summary>
internal static class EncodedText
{
    public static List<string> Lines(BlockData block)
    {
        var lines = new List<string>();
        foreach (EncodedRecord record in block.Encoded.Records)
            lines.Add(TextEncoding.UTF8.GetString(block.Encoded.GetSpan(in record)));
        return lines;
    }

    /// <summary>Fails with the first difference, not with two records of many kilobytes.</summary>
    public static void AssertSame(string expected, string actual, string where)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        if (at == expected.Length && at == actual.Length) return;
        int start = Math.Max(0, at - 80);
        Assert.Fail($"{where}, character {at}: expected …{Excerpt(expected, start)}… but is …{Excerpt(actual, start)}…");
    }

    private static string Excerpt(string text, int start) => text.Substring(start, Math.Min(160, text.Length - start));
}
