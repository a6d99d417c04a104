using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The HTTP side of the server: reads bodies, writes answers, and does what HTTP can do wrong.</summary>
internal sealed class RpcApplication(MethodTable methods, ReplayFaults faults, ReplayServerOptions options) : IHttpApplication<IFeatureCollection>
{
    private static readonly byte[] s_html = "<html><body><h1>The upstream is not available.</h1></body></html>"u8.ToArray();

    private readonly CallProcessor _processor = new(methods, faults);
    private readonly AnswerDelay _delay = new(options.Time);
    private long _requests;
    private int _serverErrors;

    /// <summary>HTTP requests received.</summary>
    internal long Requests => Volatile.Read(ref _requests);

    /// <summary>JSON-RPC calls received.</summary>
    internal long Calls => _processor.Calls;

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        Interlocked.Increment(ref _requests);
        if (WebSocketHandshake.IsAskedFor(context))
        {
            await RunSocketAsync(context);
            return;
        }

        if (!HttpMethods.IsPost(context.GetRequiredFeature<IHttpRequestFeature>().Method))
        {
            await WriteAsync(context, StatusCodes.Status405MethodNotAllowed, s_html);
            return;
        }

        PipeReader input = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        ReadResult read = await ReadBodyAsync(input);
        try
        {
            CancellationToken aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
            if (faults.Latency > TimeSpan.Zero) await _delay.WaitAsync(faults.Latency, aborted);
            if (await FailAsync(context)) return;

            ReadOnlyMemory<byte> body = read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray();
            await AnswerAsync(context, _processor.Process(body), aborted);
        }
        finally
        {
            // A body that is left unread ends the connection with it.
            input.AdvanceTo(read.Buffer.End);
        }
    }

    private async Task RunSocketAsync(IFeatureCollection context)
    {
        CancellationToken aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        using WebSocket socket = await WebSocketHandshake.AcceptAsync(context);
        using var heads = new NewHeadsSocket(socket, _processor, methods.Views, options.MaxRequestBytes);
        await heads.RunAsync(aborted);
    }

    private static async ValueTask<ReadResult> ReadBodyAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            if (result.IsCompleted) return result;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async ValueTask<bool> FailAsync(IFeatureCollection context)
    {
        if (faults.Strikes(ReplayFault.ResetConnection))
        {
            Reset(context);
            return true;
        }

        if (faults.Strikes(ReplayFault.ServerError))
        {
            int status = (Interlocked.Increment(ref _serverErrors) & 3) switch { 1 => 500, 2 => 502, 3 => 503, _ => 504 };
            await WriteAsync(context, status, s_html);
            return true;
        }

        bool withDelay = faults.Strikes(ReplayFault.TooManyRequestsRetryAfter);
        if (!withDelay && !faults.Strikes(ReplayFault.TooManyRequests)) return false;
        if (withDelay) context.GetRequiredFeature<IHttpResponseFeature>().Headers.RetryAfter = "1";
        await WriteAsync(context, StatusCodes.Status429TooManyRequests, s_html);
        return true;
    }

    private async ValueTask AnswerAsync(IFeatureCollection context, RpcResponse response, CancellationToken aborted)
    {
        IHeaderDictionary headers = context.GetRequiredFeature<IHttpResponseFeature>().Headers;
        headers.ContentType = "application/json";
        bool isTruncated = faults.Strikes(ReplayFault.TruncatedBody);
        if (isTruncated || faults.Strikes(ReplayFault.InvalidJson))
        {
            ReadOnlyMemory<byte> whole = response.ToMemory();
            ReadOnlyMemory<byte> half = whole[..(whole.Length / 2)];
            headers.ContentLength = isTruncated ? whole.Length : half.Length;
            await WriteAsync(context, StatusCodes.Status200OK, half);
            if (isTruncated) Reset(context);
            return;
        }

        if (context.GetRequiredFeature<IHttpRequestFeature>().Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            headers.ContentEncoding = "gzip";
            await WriteAsync(context, StatusCodes.Status200OK, Compress(response.ToMemory()));
            return;
        }

        headers.ContentLength = response.Length;
        IHttpResponseBodyFeature output = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        // Before the start, the writer hands out memory that is copied once more.
        await output.StartAsync(aborted);
        await response.WriteAsync(output.Writer, aborted);
    }

    private static async ValueTask WriteAsync(IFeatureCollection context, int status, ReadOnlyMemory<byte> body)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentLength ??= body.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body);
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static void Reset(IFeatureCollection context)
    {
        // Without lingering the connection ends with RST instead of FIN. Streams of HTTP/2 share theirs: only the stream is reset.
        string protocol = context.GetRequiredFeature<IHttpRequestFeature>().Protocol;
        if (HttpProtocol.IsHttp11(protocol) && context.Get<IConnectionSocketFeature>() is { } connection)
            connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        context.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
    }
}
