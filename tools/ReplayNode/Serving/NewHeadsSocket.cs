using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>One WebSocket: answers calls as HTTP does, and announces heads to those who subscribed to <c>newHeads</c>.</summary>
/// <remarks>Owner: its request; thread: the request's and that of the announcements.</remarks>
internal sealed class NewHeadsSocket(WebSocket socket, CallProcessor processor, ReplayViews views, int maxMessageBytes) : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private int _subscriptions;

    /// <summary>Serves until the client closes or goes away.</summary>
    internal async Task RunAsync(CancellationToken aborted)
    {
        using CancellationTokenRegistration link = aborted.Register(_end.Cancel);
        var announcing = new List<Task>();
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                if (TrySubscribe(message, out string answer, out string subscription)) announcing.Add(AnnounceAsync(subscription));
                await SendAsync(answer.Length > 0 ? TextEncoding.UTF8.GetBytes(answer) : processor.Process(message).ToMemory());
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has gone.
        }
        finally
        {
            await _end.CancelAsync();
            await Task.WhenAll(announcing);
        }
    }

    public void Dispose()
    {
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task<byte[]?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > maxMessageBytes) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return message.ToArray();
        }
    }

    private bool TrySubscribe(byte[] message, out string answer, out string subscription)
    {
        answer = "";
        subscription = "";
        JsonNode? call;
        try
        {
            call = JsonNode.Parse(message);
        }
        catch (JsonException)
        {
            return false;
        }

        if (call is not JsonObject item || item["method"]?.ToString() != "eth_subscribe") return false;
        string id = item["id"]?.ToJsonString() ?? "null";
        bool isHeads = item["params"] is JsonArray { Count: > 0 } parameters && parameters[0]?.ToString() == "newHeads";
        subscription = $"0x{++_subscriptions:x}";
        answer = isHeads
            ? $$"""{"jsonrpc":"2.0","id":{{id}},"result":"{{subscription}}"}"""
            : $$"""{"jsonrpc":"2.0","error":{"code":-32602,"message":"only newHeads can be subscribed to"},"id":{{id}}}""";
        return isHeads;
    }

    private async Task AnnounceAsync(string subscription)
    {
        try
        {
            var heads = new NewHeads(views.Peek());
            Task moved = views.Moved;
            while (true)
            {
                // The head may be put somewhere, and schedules go by the clock.
                await Task.WhenAny(Task.Delay(s_lookEvery, _end.Token), moved);
                _end.Token.ThrowIfCancellationRequested();
                moved = views.Moved;
                foreach (JsonObject header in heads.Take(views.Peek())) await SendAsync(NewHeads.ToMessage(header, subscription));
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync(_end.Token);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _end.Token);
        }
        finally
        {
            _sending.Release();
        }
    }
}
