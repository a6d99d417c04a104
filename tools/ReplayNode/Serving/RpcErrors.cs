using System.Globalization;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The error objects that nodes send, word for word where a client may look at the words.</summary>
internal static class RpcErrors
{
    internal static ReplayAnswer ParseError { get; } = Create(-32700, "parse error");

    internal static ReplayAnswer InvalidRequest { get; } = Create(-32600, "invalid request");

    internal static ReplayAnswer BatchTooLarge { get; } = Create(-32600, "batch too large");

    internal static ReplayAnswer ResponseTooLarge { get; } = Create(-32003, "response too large");

    internal static ReplayAnswer BesuBatchTooLarge { get; } = Create(-32005, "Number of requests exceeds max batch size");

    internal static ReplayAnswer RethBatchTooLarge { get; } = Create(-32010, "The batch request was too large");

    internal static ReplayAnswer RethResponseTooLarge { get; } = Create(-32011, "The batch response was too large");

    internal static ReplayAnswer Internal { get; } = Create(-32000, "header not found");

    internal static ReplayAnswer RateLimited { get; } = Create(429, "Too many requests: your app has exceeded its compute units per second capacity.");

    internal static ReplayAnswer Busy { get; } = Create(-32000, "under too much load");

    internal static ReplayAnswer HashNotAccepted { get; } = Create(-32602, "invalid argument 0: hex number > 64 bits");

    internal static ReplayAnswer InvalidParameters { get; } = Create(-32602, "invalid argument 0");

    internal static ReplayAnswer MissingParameters { get; } = Create(-32602, "missing value for required argument 0");

    internal static ReplayAnswer NotRecorded { get; } = Create(-32000, "this call is not part of the recording");

    internal static ReplayAnswer UnknownMethod(string method) =>
        Create(-32601, $"the method {Sanitise(method)} does not exist/is not available");

    internal static ReplayAnswer ErigonBatchLimit(int limit, int requested) =>
        Create(-32000, $"batch limit {limit.ToString(CultureInfo.InvariantCulture)} exceeded (can increase by --rpc.batch.limit). Requested batch of size: {requested.ToString(CultureInfo.InvariantCulture)}");

    private static ReplayAnswer Create(int code, string message) => ReplayAnswer.FromJson(
        TextEncoding.UTF8.GetBytes($"{{\"code\":{code.ToString(CultureInfo.InvariantCulture)},\"message\":\"{message}\"}}"));

    /// <summary>A method's name comes from outside and goes into JSON.</summary>
    private static string Sanitise(string method)
    {
        string shown = method.Length > 64 ? method[..64] : method;
        return string.Create(shown.Length, shown, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_' ? text[i] : '?';
        });
    }
}
