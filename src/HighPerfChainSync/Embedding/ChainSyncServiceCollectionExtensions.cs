using HighPerfChainSync.Embedding;
using Microsoft.Extensions.Hosting;

// Where every program already looks for methods that add services.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds streams to a program.</summary>
public static class ChainSyncServiceCollectionExtensions
{
    /// <summary>Runs streams as a hosted service; <see cref="ChainSyncStreams"/> shows them and tells how they ended. Once per program.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Adds the streams.</param>
    public static IServiceCollection AddChainSync(this IServiceCollection services, Action<ChainSyncBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new ChainSyncBuilder();
        configure(builder);
        var streams = new ChainSyncStreams();
        services.AddSingleton(streams);
        services.AddSingleton<IHostedService>(provider => new ChainSyncService(builder, provider, streams));
        return services;
    }
}
