using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>One JSON-RPC call at a time over HTTP, answers kept as the node sent them. Tries again when the node is busy or away.</summary>
internal sealed class NodeClient : IDisposable
{
    private const int Attempts = 6;
    private const int MaxAnswerBytes = RecordingReader.DefaultMaxLineBytes;

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly string _display;
    private readonly TimeSpan _firstPause;

    /// <summary>A client of the node at the URL.</summary>
    /// <param name="url">http or https; a user name and password in it are sent as basic credentials.</param>
    /// <param name="handler">What carries the requests; tests have their own.</param>
    /// <param name="firstPause">The pause before the second attempt; it doubles with each one.</param>
    public NodeClient(Uri url, HttpMessageHandler? handler = null, TimeSpan? firstPause = null)
    {
        _url = url;
        // Providers put their keys into the path and the query as well as into the user name.
        _display = $"{url.Scheme}://{url.Authority}";
        _firstPause = firstPause ?? TimeSpan.FromMilliseconds(500);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = TimeSpan.FromMinutes(2),
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (url.UserInfo.Length > 0)
        {
            byte[] credentials = TextEncoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo));
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Calls a method and demands a result.</summary>
    public async Task<ReadOnlyMemory<byte>> ResultAsync(string method, string parameters, CancellationToken cancellation)
    {
        NodeAnswer answer = await CallAsync(method, parameters, cancellation);
        return answer.IsError
            ? throw Failure(ChainSyncError.RpcNodeError, method, parameters, TextEncoding.UTF8.GetString(answer.Json.Span))
            : answer.Json;
    }

    /// <summary>Calls a method; the node may answer with an error.</summary>
    public async Task<NodeAnswer> CallAsync(string method, string parameters, CancellationToken cancellation)
    {
        string request = $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";
        TimeSpan pause = _firstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await PostAsync(method, parameters, request, cancellation);
            }
            catch (ChainSyncException failure) when (failure.IsTransient && attempt < Attempts)
            {
                await Task.Delay(pause, cancellation);
                pause *= 2;
            }
        }
    }

    private async Task<NodeAnswer> PostAsync(string method, string parameters, string request, CancellationToken cancellation)
    {
        try
        {
            using var content = new StringContent(request, TextEncoding.UTF8, "application/json");
            using HttpResponseMessage response = await _http.PostAsync(_url, content, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                string status = string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)response.StatusCode}");
                throw Failure(ChainSyncError.RpcHttpStatus, method, parameters, status);
            }

            return Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException failure)
        {
            throw Failure(ChainSyncError.RpcConnection, method, parameters, failure.Message, failure);
        }
        catch (TaskCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(ChainSyncError.RpcTimeout, method, parameters, "no answer in time", failure);
        }
        catch (JsonException failure)
        {
            throw Failure(ChainSyncError.RpcInvalidJson, method, parameters, failure.Message, failure);
        }
    }

    private static NodeAnswer Parse(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("the answer is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isError = reader.ValueTextEquals("error"u8);
            bool wanted = isError || reader.ValueTextEquals("result"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isNullError = isError && reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (wanted && !isNullError) return new NodeAnswer(body.AsMemory(start..(int)reader.BytesConsumed), isError);
        }

        throw new JsonException("the answer has neither result nor error");
    }

    private ChainSyncException Failure(ChainSyncError error, string method, string parameters, string what, Exception? cause = null) =>
        new(error, $"{_display}: {method}{parameters}: {what}", cause);
}
