using System.Net.WebSockets;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc.Hints;

/// <summary>A subscription to <c>newHeads</c> over a WebSocket, which raises a signal at each notification and is renewed when it breaks.</summary>
/// <remarks>Nothing depends on it: without it, or when it lies, the head is found by polling. Thread: one of its own, from the first <see cref="Start"/>.</remarks>
internal sealed class HeadSubscription : IAsyncDisposable
{
    /// <summary>A header takes some 2 KB; what is larger is no notification of one.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(15);
    private static readonly byte[] s_subscribe = """{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"""u8.ToArray();

    private readonly CancellationTokenSource _closing = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly RpcEndpointOptions _options;
    private readonly RpcEndpointName _name;
    private readonly Uri _url;
    private readonly HeadSignal _signal;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[MaxMessageBytes];
    private Task? _running;

    /// <summary>Creates a subscription; nothing is contacted yet.</summary>
    /// <param name="options">The endpoint, with its WebSocket.</param>
    /// <param name="signal">What is raised.</param>
    /// <param name="logger">Hears when it breaks, and when it works again.</param>
    /// <param name="time">The clock for pauses.</param>
    public HeadSubscription(RpcEndpointOptions options, HeadSignal signal, ILogger logger, TimeProvider time)
    {
        Uri url = options.WebSocket ?? throw new ArgumentException("The endpoint has no WebSocket.", nameof(options));
        _options = options with { Url = url };
        _name = new RpcEndpointName(_options);
        _url = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        _signal = signal;
        _logger = logger;
        _time = time;
        _invoker = new HttpMessageInvoker(RpcHttpHandler.Create(options));
    }

    /// <summary>Begins to listen, once.</summary>
    public void Start() => _running ??= Task.Run(RunAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_running is { } running) await running.ConfigureAwait(false);
        _invoker.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var backoff = new RetryBackoff(s_firstDelay, s_longestDelay);
        while (!_closing.IsCancellationRequested)
        {
            bool wasOn = false;
            string reason;
            try
            {
                using var socket = new ClientWebSocket();
                await ConnectAsync(socket).ConfigureAwait(false);
                _logger.HintsOn(_name.Text);
                wasOn = true;
                await ListenAsync(socket, () => backoff.Reset()).ConfigureAwait(false);
                reason = "the node has closed the connection";
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or JsonException or ChainSyncException or OperationCanceledException or InvalidOperationException)
            {
                if (_closing.IsCancellationRequested) return;
                reason = e is OperationCanceledException ? "it does not answer in time" : Words(e);
            }

            TimeSpan delay = backoff.Next();
            // Lost once, it is said; then only from time to time.
            if (wasOn || System.Numerics.BitOperations.IsPow2(backoff.Attempts)) _logger.HintsLost(_name.Text, _name.Scrub(reason.TrimEnd('.')), delay.TotalSeconds);
            await Task.Delay(delay, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        limit.CancelAfter(_options.Timeout);
        socket.Options.KeepAliveInterval = s_keepAlive;
        socket.Options.KeepAliveTimeout = s_keepAlive;
        if (RpcRequestFactory.Authorize(_options) is { } authorization) socket.Options.SetRequestHeader("Authorization", authorization.ToString());
        foreach ((string name, string value) in _options.Headers) socket.Options.SetRequestHeader(name, value);
        await socket.ConnectAsync(_url, _invoker, limit.Token).ConfigureAwait(false);
        await socket.SendAsync(s_subscribe, WebSocketMessageType.Text, endOfMessage: true, limit.Token).ConfigureAwait(false);
        while (true)
        {
            int length = await ReceiveAsync(socket, limit.Token).ConfigureAwait(false);
            if (length < 0) throw new ChainSyncException(ChainSyncError.RpcConnection, "the node closes the connection instead of answering eth_subscribe");
            if (SubscriptionMessage.Read(_buffer.AsSpan(0, length)) == SubscriptionMessage.Kind.Subscribed) return;
        }
    }

    private async Task ListenAsync(ClientWebSocket socket, Action onNews)
    {
        while (await ReceiveAsync(socket, _closing.Token).ConfigureAwait(false) is >= 0 and int length)
        {
            if (SubscriptionMessage.Read(_buffer.AsSpan(0, length)) != SubscriptionMessage.Kind.News) continue;
            onNews();
            _signal.Raise();
        }
    }

    /// <summary>Receives a whole message.</summary>
    /// <returns>Its length, or -1 when the connection is closed.</returns>
    private async ValueTask<int> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                throw new ChainSyncException(ChainSyncError.RpcResponseTooLarge, $"a message exceeds {MaxMessageBytes} bytes");
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) return -1;
            length += received.Count;
            if (received.EndOfMessage) return length;
        }
    }

    private static string Words(Exception exception)
    {
        string text = exception.Message.TrimEnd('.');
        Exception inner = exception.GetBaseException();
        return NodeText.Clean(inner == exception ? text : $"{text} ({inner.Message.TrimEnd('.')})");
    }
}
