using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Refuses options of an endpoint that cannot work, before anything is sent.</summary>
internal static class RpcOptionsCheck
{
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromDays(1);

    /// <summary>Returns the options when they can be used.</summary>
    /// <exception cref="ChainSyncException">They cannot; the message names the option.</exception>
    public static RpcEndpointOptions Check(RpcEndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Uri? url = options.Url;
        if (url is null || !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            Refuse(nameof(options.Url), "must be an absolute http or https address, for example http://127.0.0.1:8545");
        if (options.WebSocket is { } socket && (!socket.IsAbsoluteUri || (socket.Scheme != Uri.UriSchemeWs && socket.Scheme != Uri.UriSchemeWss)))
            Refuse(nameof(options.WebSocket), "must be an absolute ws or wss address, for example ws://127.0.0.1:8546");
        if (options.BatchSize < 1) Refuse(nameof(options.BatchSize), "must be at least 1");
        if (options.Concurrency < 1) Refuse(nameof(options.Concurrency), "must be at least 1");
        if (options.CallsPerSecond is double rate && !(rate > 0 && double.IsFinite(rate))) Refuse(nameof(options.CallsPerSecond), "must be above 0");
        if (options.MaxResponseBytes < 1024) Refuse(nameof(options.MaxResponseBytes), "must be at least 1024");
        CheckTime(nameof(options.Timeout), options.Timeout);
        CheckTime(nameof(options.ConnectTimeout), options.ConnectTimeout);
        CheckTime(nameof(options.RetryDelay), options.RetryDelay);
        CheckTime(nameof(options.MaxRetryDelay), options.MaxRetryDelay);
        foreach ((string name, string value) in options.Headers)
            CheckHeader(name, value);
        CheckHeader("Authorization", options.BearerToken ?? "");
        return options;
    }

    private static void CheckTime(string option, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > s_longestTimeout) Refuse(option, "must be above zero and at most a day");
    }

    /// <summary>A line break would let a value add headers of its own.</summary>
    private static void CheckHeader(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny(" :\r\n\t") || value.AsSpan().ContainsAny("\r\n\0"))
            Refuse(nameof(RpcEndpointOptions.Headers), $"has a header '{NodeText.Clean(name)}' whose name or value cannot be sent");
    }

    [DoesNotReturn]
    private static void Refuse(string option, string what) =>
        throw new ChainSyncException(ChainSyncError.Configuration, $"The endpoint's option {option} {what}.");
}
