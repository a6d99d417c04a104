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
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<OwnSink>();
        builder.Services.AddChainSync(chains =>
        {
            chains.AddStream(options, services => services.GetRequiredService<OwnSink>());
            chains.StopHostWhenDone = true;
        });
        using IHost host = builder.Build();
        await host.RunAsync();
        IReadOnlyList<StreamResult> results = await host.Services.GetRequiredService<ChainSyncStreams>().Completion;
        return results[0].Succeeded ? host.Services.GetRequiredService<OwnSink>().Committed : -1;
    }
}
