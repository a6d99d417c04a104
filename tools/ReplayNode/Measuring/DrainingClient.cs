using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Measuring;

/// <summary>A client that asks for batches of blocks with their receipts over HTTP/1.1 and throws the answers away unread.</summary>
/// <remarks>It does as little as a client can, so that what is measured is the server. Thread: one for each connection.</remarks>
internal sealed class DrainingClient(Uri url, int batch, int connections) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private long _blocks;
    private long _bytes;
    private long _next;
    private ulong _first;
    private ulong _count;

    /// <summary>Blocks and bytes of bodies so far.</summary>
    internal (long Blocks, long Bytes) Totals => (Volatile.Read(ref _blocks), Volatile.Read(ref _bytes));

    /// <summary>Finds the range of blocks and starts to read it over and over.</summary>
    /// <exception cref="IOException">The server does not answer.</exception>
    internal async Task StartAsync(CancellationToken stop)
    {
        _first = await AskNumberAsync("earliest", stop);
        _count = await AskNumberAsync("latest", stop) - _first + 1;
        for (int i = 0; i < connections; i++)
            _running.Add(Task.Factory.StartNew(Drain, _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<ulong> AskNumberAsync(string tag, CancellationToken stop)
    {
        using var client = new HttpClient();
        using var content = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["{{tag}}",false]}""");
        try
        {
            using HttpResponseMessage response = await client.PostAsync(url, content, stop);
            using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(stop));
            string number = answer.RootElement.GetProperty("result").GetProperty("number").GetString()!;
            return ulong.Parse(number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException error)
        {
            throw new IOException($"{url} does not answer: {error.Message}", error);
        }
    }

    private void Drain()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenRegistration stop = _stop.Token.Register(socket.Close);
        byte[] buffer = new byte[1 << 20];
        try
        {
            socket.Connect(url.Host, url.Port);
            while (!_stop.IsCancellationRequested)
            {
                long from = Interlocked.Add(ref _next, batch) - batch;
                socket.Send(Request((ulong)from));
                long body = DrainResponse(socket, buffer);
                Interlocked.Add(ref _bytes, body);
                Interlocked.Add(ref _blocks, batch);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException && _stop.IsCancellationRequested)
        {
        }
    }

    private static long DrainResponse(Socket socket, byte[] buffer)
    {
        int have = 0;
        int head;
        while ((head = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0) have += Receive(socket, buffer.AsSpan(have));
        string text = TextEncoding.ASCII.GetString(buffer.AsSpan(0, head));
        int at = text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase) + "Content-Length:".Length;
        int end = text.IndexOf('\r', at);
        long length = long.Parse(text.AsSpan()[at..(end < 0 ? text.Length : end)].Trim(), CultureInfo.InvariantCulture);
        for (long left = length - (have - head - 4); left > 0;)
            left -= Receive(socket, buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        return length;
    }

    private static int Receive(Socket socket, Span<byte> buffer)
    {
        int received = socket.Receive(buffer);
        return received > 0 ? received : throw new SocketException((int)SocketError.ConnectionReset);
    }

    private byte[] Request(ulong from)
    {
        var body = new StringBuilder("[");
        for (int i = 0; i < batch; i++)
        {
            ulong number = _first + ((from + (ulong)i) % _count);
            body.Append(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{2 * i}},"method":"eth_getBlockByNumber","params":["0x{{number:x}}",true]},""");
            body.Append(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{(2 * i) + 1}},"method":"eth_getBlockReceipts","params":["0x{{number:x}}"]},""");
        }

        body[^1] = ']';
        return TextEncoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
