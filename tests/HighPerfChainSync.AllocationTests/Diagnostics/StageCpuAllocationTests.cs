using System.Diagnostics.Metrics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Diagnostics;

public sealed class StageCpuAllocationTests
{
    private const int Rounds = 10_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Counting_the_processor_time_of_a_stage_allocates_nothing(bool isListened)
    {
        using var metrics = new ChainSyncMetrics(new StreamStatus { Chain = "a chain of this test" });
        double heard = 0;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Listen(instrument, listener) };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => heard += value);
        if (isListened) listener.Start();
        Count(metrics);

        Assert.Equal(0, Allocations.Least(() => Count(metrics)));

        Assert.Equal(isListened && ThreadCpu.IsSupported, heard > 0);
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "chainsync.stage.cpu") listener.EnableMeasurementEvents(instrument);
    }

    private static void Count(ChainSyncMetrics metrics)
    {
        for (int i = 0; i < Rounds; i++) metrics.StageDone(ProcessingStage.Decode, ThreadCpu.Uncounted);
    }
}
