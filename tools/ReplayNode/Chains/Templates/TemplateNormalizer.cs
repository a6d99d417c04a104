using System.Text.Json;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Chains.Templates;

/// <summary>Completes recorded blocks that were converted from another form.</summary>
internal static class TemplateNormalizer
{
    /// <summary>Adds a place for the size where there is none; unknown withdrawals become an empty list with the empty root.</summary>
    internal static byte[] Normalize(byte[] json)
    {
        bool hasSize = false;
        bool hasWithdrawals = false;
        int root = -1;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        int start = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasSize |= reader.ValueTextEquals("size"u8);
            hasWithdrawals |= reader.ValueTextEquals("withdrawals"u8);
            bool isRoot = reader.ValueTextEquals("withdrawalsRoot"u8);
            reader.Read();
            if (isRoot) root = (int)reader.TokenStartIndex + 1;
            reader.Skip();
        }

        bool isUnknown = root >= 0 && !hasWithdrawals;
        if (isUnknown) Hex.Encode(TrieRoot.Empty.Bytes, json.AsSpan(root));
        byte[] size = hasSize ? [] : "\"size\":\"0x0\","u8.ToArray();
        byte[] withdrawals = isUnknown ? "\"withdrawals\":[],"u8.ToArray() : [];
        return [.. json.AsSpan(0, start), .. size, .. withdrawals, .. json.AsSpan(start)];
    }
}
