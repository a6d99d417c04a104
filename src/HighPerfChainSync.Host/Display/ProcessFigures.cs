using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Host.Logging;

namespace HighPerfChainSync.Host.Display;

/// <summary>What the process has used since its start, all streams together.</summary>
internal sealed record ProcessFigures : IJsonLogValue
{
    /// <summary>User and system time.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>Bytes allocated on the managed heap.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Of these, what pools hold to use again (<see cref="PooledMemory"/>); the rest is garbage, or of the start.</summary>
    public required long PooledBytes { get; init; }

    /// <summary>Collections of each generation, 0 to 2; one of a higher generation counts for the lower ones too, as <see cref="GC.CollectionCount"/> has it.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Time in which collections stopped all threads.</summary>
    public required TimeSpan Paused { get; init; }

    /// <summary>Highest resident set.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Reads them.</summary>
    public static ProcessFigures Read()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessFigures
        {
            Cpu = Environment.CpuUsage.TotalTime,
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
            PooledBytes = PooledMemory.HeldBytes,
            Collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)],
            Paused = GC.GetTotalPauseDuration(),
            PeakBytes = self.PeakWorkingSet64,
        };
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("cpuSeconds", Math.Round(Cpu.TotalSeconds, 3));
        json.WriteNumber("allocatedBytes", AllocatedBytes);
        json.WriteNumber("pooledBytes", PooledBytes);
        json.WriteStartArray("collections");
        foreach (int count in Collections) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteNumber("pauseSeconds", Math.Round(Paused.TotalSeconds, 6));
        json.WriteNumber("peakBytes", PeakBytes);
        json.WriteEndObject();
    }

    /// <summary>The figures for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Cpu.TotalSeconds:F1} s of CPU, {ProgressText.Megabytes(PeakBytes)} MB of memory at most, {ProgressText.Megabytes(AllocatedBytes)} MB allocated ({ProgressText.Megabytes(PooledBytes)} MB of it by pools), {string.Join('/', Collections)} collections, {Paused.TotalMilliseconds:F0} ms paused");
}
