using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>Which contracts are tokens, and the calls that describe one.</summary>
internal static class TokenCalls
{
    /// <summary>Call data: name(), symbol(), decimals(), totalSupply(), supportsInterface for ERC-721 and for ERC-1155.</summary>
    public static readonly string[] Data =
    [
        "0x06fdde03",
        "0x95d89b41",
        "0x313ce567",
        "0x18160ddd",
        "0x01ffc9a780ac58cd" + Padding,
        "0x01ffc9a7d9b67a26" + Padding,
    ];

    private const string Padding = "00000000000000000000000000000000000000000000000000000000";

    // ERC-20 and ERC-721 Transfer, ERC-1155 TransferSingle and TransferBatch.
    private static readonly string[] s_transferTopics =
    [
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        "0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62",
        "0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb",
    ];

    /// <summary>Whether a log of the receipts is a token transfer.</summary>
    public static bool IsTransfer(JsonElement log)
    {
        JsonElement topics = log.GetProperty("topics");
        return topics.GetArrayLength() > 0 && Array.IndexOf(s_transferTopics, topics[0].GetString()) >= 0;
    }
}
