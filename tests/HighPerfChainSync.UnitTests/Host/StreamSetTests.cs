using System.Diagnostics.Metrics;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.UnitTests.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class StreamSetTests
{
#if DEBUG
    [Fact]
    public async Task Blocks_that_are_out_at_the_end_are_reported_by_owner()
    {
        using var log = new LogMemory();
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var set = new StreamSet([], log, services.GetRequiredService<IMeterFactory>());
        set.Pool.Rent("nobody in particular");

        await set.DisposeAsync();

        LogEntry entry = Assert.Single(log.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("nobody in particular × 1", entry.Text, StringComparison.Ordinal);
    }
#endif
}
