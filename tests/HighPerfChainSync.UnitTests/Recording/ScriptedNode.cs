using System.Net;
using System.Text.Json;

namespace HighPerfChainSync.UnitTests.Recording;

/// <summary>A node in memory: answers each method with the body that the script gives for its parameters.</summary>
internal sealed class ScriptedNode(Func<string, string, string> bodyFor) : HttpMessageHandler
{
    /// <summary>How many of the next requests get HTTP status 503.</summary>
    public int Unavailable { get; set; }

    /// <summary>How many requests came.</summary>
    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (Unavailable-- > 0) return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        using JsonDocument call = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        string body = bodyFor(call.RootElement.GetProperty("method").GetString()!, call.RootElement.GetProperty("params").GetRawText());
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) };
    }
}
