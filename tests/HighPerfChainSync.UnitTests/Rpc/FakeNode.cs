using System.Net;
using System.Text.Json;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>An endpoint without a network: answers requests with what a test says, and remembers them.</summary>
internal sealed class FakeNode(Func<FakeRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<FakeRequest> _requests = [];

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    /// <summary>Answers with status 200.</summary>
    public static HttpResponseMessage Ok(string body) => Status(200, body);

    /// <summary>Answers with a status, and a Retry-After where one is given.</summary>
    public static HttpResponseMessage Status(int status, string body, string? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(TextEncoding.UTF8.GetBytes(body)) };
        if (retryAfter is not null) response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }

    /// <summary>Answers each call with its own item: an array for an array.</summary>
    public static HttpResponseMessage Items(FakeRequest request, Func<FakeCall, string> result)
    {
        string items = string.Join(",", request.Calls.Select(call => Item(call.Id, result(call))));
        return Ok(request.IsArray ? $"[{items}]" : items);
    }

    /// <summary>An item; a result that begins with <c>error:</c> becomes an error object.</summary>
    public static string Item(int id, string result) => result.StartsWith("error:", StringComparison.Ordinal)
        ? $$"""{"jsonrpc":"2.0","id":{{id}},"error":{{result["error:".Length..]}}}"""
        : $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        FakeRequest seen;
        lock (_lock)
        {
            seen = FakeRequest.Read(_requests.Count, body, request);
            _requests.Add(seen);
        }

        return answer(seen);
    }
}

/// <summary>A request as the endpoint saw it.</summary>
internal sealed record FakeRequest(int Number, bool IsArray, IReadOnlyList<FakeCall> Calls, HttpRequestMessage Http)
{
    public static FakeRequest Read(int number, string body, HttpRequestMessage http)
    {
        using var document = JsonDocument.Parse(body);
        bool isArray = document.RootElement.ValueKind == JsonValueKind.Array;
        JsonElement[] calls = isArray ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
        return new FakeRequest(number, isArray, [.. calls.Select(FakeCall.Read)], http);
    }
}

/// <summary>A call as the endpoint saw it.</summary>
internal sealed record FakeCall(int Id, string Method, string Parameters)
{
    public static FakeCall Read(JsonElement call)
    {
        Assert.Equal("2.0", call.GetProperty("jsonrpc").GetString());
        return new FakeCall(call.GetProperty("id").GetInt32(), call.GetProperty("method").GetString()!, call.GetProperty("params").GetRawText());
    }
}
