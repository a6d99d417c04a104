using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Host.Display;

/// <summary>What a stream has done since its start, and what the process has used for it and for the other streams.</summary>
internal sealed record StreamTotals : IJsonLogValue
{
    /// <summary>Blocks committed.</summary>
    public required long Blocks { get; init; }

    /// <summary>Records committed, by entity.</summary>
    public required IReadOnlyList<long> Records { get; init; }

    /// <summary>Bytes of answers read.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of records committed.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Processor time of the stages, by <see cref="ProcessingStage"/>.</summary>
    public required IReadOnlyList<TimeSpan> StageCpu { get; init; }

    /// <summary>From the start of the process to the first commit, or null before it.</summary>
    public TimeSpan? FirstCommit { get; init; }

    /// <summary>The process.</summary>
    public required ProcessFigures Process { get; init; }

    /// <summary>Reads them from a stream's status.</summary>
    public static StreamTotals Read(StreamStatus status)
    {
        var records = new long[EntityNames.Count];
        for (int i = 0; i < records.Length; i++) records[i] = status.RecordsCommittedOf((Entity)i);
        var cpu = new TimeSpan[ProcessingStageNames.Count];
        for (int i = 0; i < cpu.Length; i++) cpu[i] = status.CpuOf((ProcessingStage)i);
        return new StreamTotals
        {
            Blocks = status.BlocksCommitted,
            Records = records,
            BytesIn = status.BytesIn,
            BytesOut = status.BytesOut,
            StageCpu = cpu,
            FirstCommit = status.FirstCommit - Started(),
            Process = ProcessFigures.Read(),
        };
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("blocks", Blocks);
        json.WriteStartObject("records");
        for (int i = 0; i < Records.Count; i++) json.WriteNumber(((Entity)i).Singular(), Records[i]);
        json.WriteEndObject();
        json.WriteNumber("bytesIn", BytesIn);
        json.WriteNumber("bytesOut", BytesOut);
        json.WriteStartObject("stageCpuSeconds");
        for (int i = 0; i < StageCpu.Count; i++) json.WriteNumber(ProcessingStageNames.Of((ProcessingStage)i), Math.Round(StageCpu[i].TotalSeconds, 6));
        json.WriteEndObject();
        if (FirstCommit is { } first) json.WriteNumber("firstCommitSeconds", Math.Round(first.TotalSeconds, 3));
        json.WritePropertyName("process");
        Process.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>The figures for people.</summary>
    public override string ToString()
    {
        string text = $"in {ProgressText.Megabytes(BytesIn)} MB, out {ProgressText.Megabytes(BytesOut)} MB";
        if (FirstCommit is { } first) text += string.Create(CultureInfo.InvariantCulture, $", first commit after {first.TotalSeconds:F1} s");
        for (int i = 0; i < StageCpu.Count; i++)
            text += string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "; CPU s: " : ", ")}{ProcessingStageNames.Of((ProcessingStage)i)} {StageCpu[i].TotalSeconds:F1}");
        return $"{text}; process: {Process}";
    }

    private static DateTimeOffset Started()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.StartTime.ToUniversalTime();
    }
}
