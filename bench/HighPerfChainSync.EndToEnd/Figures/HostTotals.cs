using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>What the host says of itself with <c>--log json</c>, counted from its start.</summary>
internal sealed record HostTotals
{
    public required long Blocks { get; init; }

    /// <summary>Records of all kinds.</summary>
    public required long Records { get; init; }

    /// <summary>Records of transactions; none where the stream does not write them.</summary>
    public required long Transactions { get; init; }

    /// <summary>Bytes of answers read.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of records committed.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Seconds of processor time, by <see cref="ProcessingStage"/>.</summary>
    public required IReadOnlyList<double> StageSeconds { get; init; }

    /// <summary>From the start of the process to the first commit; null before it.</summary>
    public double? FirstCommitSeconds { get; init; }

    public required long AllocatedBytes { get; init; }

    /// <summary>Of these, what pools hold to use again.</summary>
    public required long PooledBytes { get; init; }

    /// <summary>Collections of each generation, 0 to 2, each with the higher ones.</summary>
    public required IReadOnlyList<long> Collections { get; init; }

    public required double PauseSeconds { get; init; }

    /// <summary>Reads a line of the host's log.</summary>
    /// <returns>Null when it has no totals: most lines have none.</returns>
    /// <exception cref="JsonException">It is not the host's.</exception>
    public static HostTotals? TryParse(string line)
    {
        bool isProgress = line.Contains("\"event\":\"progress\"", StringComparison.Ordinal);
        if (!isProgress && !line.Contains("\"event\":\"totals\"", StringComparison.Ordinal)) return null;
        using JsonDocument log = JsonDocument.Parse(line);
        JsonElement fields = log.RootElement.GetProperty("fields");
        return Read(isProgress ? fields.GetProperty("Progress").GetProperty("totals") : fields.GetProperty("Totals"));
    }

    private static HostTotals Read(JsonElement totals)
    {
        JsonElement records = totals.GetProperty("records");
        JsonElement process = totals.GetProperty("process");
        JsonElement stages = totals.GetProperty("stageCpuSeconds");
        var seconds = new double[ProcessingStageNames.Count];
        for (int i = 0; i < seconds.Length; i++) seconds[i] = stages.GetProperty(ProcessingStageNames.Of((ProcessingStage)i)).GetDouble();
        return new HostTotals
        {
            Blocks = totals.GetProperty("blocks").GetInt64(),
            Records = records.EnumerateObject().Sum(static entity => entity.Value.GetInt64()),
            Transactions = records.GetProperty(Entity.Transaction.Singular()).GetInt64(),
            BytesIn = totals.GetProperty("bytesIn").GetInt64(),
            BytesOut = totals.GetProperty("bytesOut").GetInt64(),
            StageSeconds = seconds,
            FirstCommitSeconds = totals.TryGetProperty("firstCommitSeconds", out JsonElement first) ? first.GetDouble() : null,
            AllocatedBytes = process.GetProperty("allocatedBytes").GetInt64(),
            PooledBytes = process.GetProperty("pooledBytes").GetInt64(),
            Collections = [.. process.GetProperty("collections").EnumerateArray().Select(static count => count.GetInt64())],
            PauseSeconds = process.GetProperty("pauseSeconds").GetDouble(),
        };
    }
}
