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
}
