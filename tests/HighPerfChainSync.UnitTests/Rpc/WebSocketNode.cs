using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>A WebSocket server on loopback that does with each connection what a test says.</summary>
internal sealed class WebSocketNode : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, WebSocket, CancellationToken, Task> _serve;
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _running;
    private int _connections;

    /// <summary>Starts it.</summary>
    /// <param name="serve">Serves the n-th connection, from 0; afterwards it is closed.</param>
    public WebSocketNode(Func<int, WebSocket, CancellationToken, Task> serve)
    {
        _serve = serve;
        (_listener, int port) = Listen();
        Url = new Uri($"ws://127.0.0.1:{port}/");
        _running = RunAsync();
    }

    public Uri Url { get; }

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The headers of the requests, in order.</summary>
    public ConcurrentQueue<NameValueCollection> Headers { get; } = [];

    /// <summary>Receives one message as text.</summary>
    public static async Task<string> ReceiveAsync(WebSocket socket, CancellationToken cancel)
    {
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, cancel);
        return TextEncoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Sends one message.</summary>
    public static Task SendAsync(WebSocket socket, string text, CancellationToken cancel) =>
        socket.SendAsync(TextEncoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancel);

    /// <summary>Takes a subscription as a node does.</summary>
    public static async Task AcceptAsync(WebSocket socket, CancellationToken cancel)
    {
        Assert.Contains("\"eth_subscribe\",\"params\":[\"newHeads\"]", await ReceiveAsync(socket, cancel), StringComparison.Ordinal);
        await SendAsync(socket, """{"jsonrpc":"2.0","id":1,"result":"0x9ce59a13059e417087c02d3236a0b1cc"}""", cancel);
    }

    /// <summary>Announces a block.</summary>
    public static Task AnnounceAsync(WebSocket socket, CancellationToken cancel) => SendAsync(
        socket, """{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x9ce59a13059e417087c02d3236a0b1cc","result":{"number":"0x1b4"}}}""", cancel);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _running;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    /// <summary>The listener takes no port 0: somebody may take a free one first, so it is tried again.</summary>
    private static (HttpListener Listener, int Port) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            int port;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                int number = Interlocked.Increment(ref _connections) - 1;
                Headers.Enqueue(context.Request.Headers);
                _serving.Add(ServeAsync(number, context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(int number, HttpListenerContext context)
    {
        try
        {
            WebSocket socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
            await _serve(number, socket, _stop.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client went away, or the test is over.
        }
    }
}
