using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>One run of the engine against a node, with short pauses before retries.</summary>
internal static class SyncRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Options for a range, with batches small enough that there are many.</summary>
    public static StreamOptions Options(Uri node, HttpVersionChoice http, ulong first, ulong last) => new()
    {
        Rpc = new RpcEndpointOptions
        {
            Url = node,
            Http = http,
            BatchSize = 7,
            Concurrency = 3,
            RetryDelay = TimeSpan.FromMilliseconds(2),
            MaxRetryDelay = TimeSpan.FromMilliseconds(50),
        },
        From = StartPosition.At(first),
        To = last,
    };

    /// <summary>What a range looks like on standard output.</summary>
    public static async Task<byte[]> ToStandardOutputAsync(StreamOptions options)
    {
        using var output = new MemoryStream();
        await ToSinkAsync(options, new StandardOutputSink(output));
        return output.ToArray();
    }

    /// <summary>Runs a range into a sink.</summary>
    public static async Task ToSinkAsync(StreamOptions options, IBlockSink sink)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_patience);
        await using var stream = new SyncStream(options, sink);
        await stream.RunAsync(CancellationToken.None, limit.Token);
    }
}
