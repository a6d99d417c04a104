using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Turns an HTTP/1.1 request into a WebSocket (RFC 6455, section 4.2).</summary>
internal static class WebSocketHandshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Whether the request asks for a WebSocket.</summary>
    internal static bool IsAskedFor(IFeatureCollection context) =>
        context.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.GetRequiredFeature<IHttpRequestFeature>().Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Accepts it.</summary>
    internal static async Task<WebSocket> AcceptAsync(IFeatureCollection context)
    {
        string key = context.GetRequiredFeature<IHttpRequestFeature>().Headers.SecWebSocketKey.ToString();
        IHeaderDictionary headers = context.GetRequiredFeature<IHttpResponseFeature>().Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(key);
        Stream stream = await context.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = s_keepAlive });
    }

    [SuppressMessage("Security", "CA5350", Justification = "The protocol says SHA-1; nothing is secured by it.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(TextEncoding.ASCII.GetBytes(key + Guid)));
}
