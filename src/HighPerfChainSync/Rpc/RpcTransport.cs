using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Rpc;

/// <summary>Exchanges a request for an answer over HTTP. Faults are values, not exceptions; only the caller's own cancellation is thrown.</summary>
/// <remarks>Thread: any, exchanges run side by side.</remarks>
internal sealed class RpcTransport : IDisposable
{
    /// <summary>What is read of the body of an HTTP error: enough for the node's words.</summary>
    private const int ErrorBodyBytes = 64 * 1024;

    private readonly HttpMessageInvoker _invoker;
    private readonly RpcRequestFactory _requests;
    private readonly TimeSpan _timeout;
    private readonly long _maxBytes;
    private readonly bool _gzip;
    private readonly TimeProvider _time;

    public RpcTransport(RpcEndpointOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        _invoker = new HttpMessageInvoker(handler);
        _requests = new RpcRequestFactory(options);
        _timeout = options.Timeout;
        _maxBytes = options.MaxResponseBytes;
        _gzip = options.Gzip;
        _time = time;
    }

    /// <summary>How long an answer lies unread before its connection is closed: a node would do so after, say, 30 s, and a proxy may serve no other request meanwhile.</summary>
    internal TimeSpan LongestUnread { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Sends a request and reads the answer into <paramref name="answer"/>, or the reason why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="room">Waited for before the answer is read, while the connection holds the node back; the time limit begins anew then.</param>
    /// <param name="answer">What came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when an answer was given up because it lay unread for too long: there is room now, and it is to be asked for again.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<bool> TryExchangeAsync(ReadOnlyMemory<byte> request, IFetchedBlocks? room, RpcAnswer answer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            if (!await ReadAsync(request, room, answer, limit).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return false;
            }
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answer.Fault = limit.IsCancellationRequested
                ? new RpcFault(ChainSyncError.RpcTimeout, $"no complete answer within {_timeout.TotalSeconds} s") { Cause = e }
                : new RpcFault(ChainSyncError.RpcConnection, "the connection was not made in time") { Cause = e };
        }
        catch (HttpRequestException e)
        {
            answer.Fault = new RpcFault(ChainSyncError.RpcConnection, $"the connection failed: {Words(e)}") { Cause = e };
        }
        catch (InvalidDataException e)
        {
            answer.Fault = new RpcFault(ChainSyncError.RpcInvalidResponse, $"the answer cannot be decompressed: {Words(e)}") { Cause = e };
        }
        catch (IOException e)
        {
            answer.Fault = new RpcFault(ChainSyncError.RpcConnection, $"the answer broke off: {Words(e)}") { Cause = e };
        }

        answer.Seal();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Makes one request. False when its answer has lain unread for too long.</summary>
    private async ValueTask<bool> ReadAsync(ReadOnlyMemory<byte> request, IFetchedBlocks? room, RpcAnswer answer, CancellationTokenSource limit)
    {
        CancellationToken cancellationToken = limit.Token;
        using HttpRequestMessage message = _requests.Create(request);
        using HttpResponseMessage response = await _invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        answer.RetryAfter = ReadRetryAfter(response.Headers);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (room is not null && response.IsSuccessStatusCode && !await WaitForRoomAsync(room, response, answer, limit).ConfigureAwait(false)) return false;
        if (!response.IsSuccessStatusCode)
        {
            await ReadErrorAsync(response, body, answer, cancellationToken).ConfigureAwait(false);
        }
        else if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            string encoding = string.Join(", ", response.Content.Headers.ContentEncoding);
            answer.Fault = new RpcFault(
                ChainSyncError.RpcInvalidResponse,
                $"the answer is encoded as {NodeText.Clean(encoding)}, {(_gzip ? "only gzip was" : "which was not")} asked for");
        }
        else if (response.Content.Headers.ContentLength > _maxBytes
            || !await answer.FillAsync(body, _maxBytes, cancellationToken).ConfigureAwait(false))
        {
            answer.FailTooLarge(_maxBytes);
        }

        return true;
    }

    /// <summary>Waits for room. False when that took longer than the answer may lie: its connection has been closed then.</summary>
    private async ValueTask<bool> WaitForRoomAsync(IFetchedBlocks room, HttpResponseMessage response, RpcAnswer answer, CancellationTokenSource limit)
    {
        ValueTask granted = room.WaitForRoomAsync();
        if (granted.IsCompleted)
        {
            await granted.ConfigureAwait(false);
            return true;
        }

        long start = Stopwatch.GetTimestamp();
        limit.CancelAfter(LongestUnread);
        using (limit.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response)) await granted.ConfigureAwait(false);
        if (limit.IsCancellationRequested) return false;
        limit.CancelAfter(_timeout);
        answer.Unread = Stopwatch.GetElapsedTime(start);
        return true;
    }

    private static async ValueTask ReadErrorAsync(HttpResponseMessage response, Stream body, RpcAnswer answer, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        var page = new byte[ErrorBodyBytes];
        int length = 0;
        try
        {
            length = await body.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // The status says more than the fate of the page that came with it.
        }

        var text = new System.Buffers.ReadOnlySequence<byte>(page, 0, length);
        RpcFault? said = RpcErrorReader.Find(text);
        string words = said?.NodeMessage ?? NodeText.Clean(text);
        ChainSyncError error = RpcErrorClassifier.ClassifyStatus(status, said?.NodeCode, words);
        answer.Fault = new RpcFault(error, RpcErrorClassifier.Explain(error))
        {
            NodeCode = said?.NodeCode,
            NodeMessage = words.Length > 0 ? words : response.ReasonPhrase,
            HttpStatus = status,
            RetryAfter = answer.RetryAfter ?? said?.RetryAfter,
            NamedLimit = error == ChainSyncError.RpcLimit ? RpcErrorClassifier.FindLimit(words) : null,
        };
    }

    /// <summary>RFC 9110, section 10.2.3: seconds or a date. Fractions of a second are seen in the wild.</summary>
    private TimeSpan? ReadRetryAfter(HttpResponseHeaders headers)
    {
        RetryConditionHeaderValue? value = headers.RetryAfter;
        TimeSpan? wait = value?.Delta ?? (value?.Date - _time.GetUtcNow());
        if (wait is null && headers.TryGetValues("Retry-After", out IEnumerable<string>? texts))
        {
            foreach (string text in texts)
            {
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < 1e6)
                    wait = TimeSpan.FromSeconds(seconds);
            }
        }

        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>The exception and what lies behind it: the outer one often says only that something failed.</summary>
    private static string Words(Exception exception)
    {
        string text = exception.Message.TrimEnd('.');
        Exception inner = exception.GetBaseException();
        if (inner != exception && !text.Contains(inner.Message.TrimEnd('.'), StringComparison.Ordinal))
            text += $" ({inner.Message.TrimEnd('.')})";
        return NodeText.Clean(text);
    }
}
