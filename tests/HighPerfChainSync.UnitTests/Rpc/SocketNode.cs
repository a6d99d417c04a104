using System.Net;
using System.Net.Sockets;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>A raw HTTP/1.1 server on loopback, for what only a real connection shows: heads, compression, answers that break off.</summary>
internal sealed class SocketNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, byte[]?> _answer;
    private readonly Task _running;
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="answer">The raw answer to the n-th request; null never answers. The connection is closed after each.</param>
    public SocketNode(Func<int, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Heads of the requests so far.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>An answer with a head and a body, <paramref name="promised"/> bytes long if that is given.</summary>
    public static byte[] Answer(string head, byte[] body, int? promised = null) =>
        [.. TextEncoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\n{head}Content-Length: {promised ?? body.Length}\r\n\r\n"), .. body];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                await ServeOrLoseAsync(socket);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task ServeOrLoseAsync(Socket socket)
    {
        try
        {
            await ServeAsync(socket);
        }
        catch (SocketException)
        {
            // The client went away in the middle; the next one is served.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        int length = 0;
        string head;
        int bodyStart;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0) return;
            length += read;
            head = TextEncoding.ASCII.GetString(buffer, 0, length);
            bodyStart = head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        }
        while (bodyStart < 4 || length < bodyStart + ContentLength(head));
        lock (Heads) Heads.Add(head[..bodyStart]);
        byte[]? answer = _answer(_requests++);
        if (answer is null) return;
        await socket.SendAsync(answer, _stop.Token);
        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(buffer, _stop.Token);
    }

    private static int ContentLength(string head)
    {
        string line = head.Split("\r\n").First(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
