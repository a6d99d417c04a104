using HighPerfChainSync.Host.Configuration;

namespace HighPerfChainSync.Host.Running;

internal sealed class StreamSet(IReadOnlyList<StreamSettings> settings, IServiceProvider services)
{
    public IReadOnlyList<StreamRun> Runs { get; } = [];
    public object X => (settings, services);
}
