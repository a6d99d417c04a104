using HighPerfChainSync.Embedding;
using HighPerfChainSync.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.EmbeddingSample;

/// <summary>Streams as a service of a program that has a host; how they ended decides its exit code.</summary>
internal static class HostedStreams
{
    public static async Task<int> CountTransfersAsync(StreamOptions options)
    {
        var sink = new OwnSink();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddChainSync(chains =>
        {
            chains.AddStream(options, _ => sink);
            chains.StopHostWhenDone = true;
        });
        using IHost host = builder.Build();
        ChainSyncStreams streams = host.Services.GetRequiredService<ChainSyncStreams>();
        await host.RunAsync();
        IReadOnlyList<StreamResult> results = await streams.Completion;
        return results[0].Succeeded ? sink.Committed : -1;
    }
}
