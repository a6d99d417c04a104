using HighPerfChainSync.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HighPerfChainSync.Host.Display;

/// <summary>A table that is drawn anew twice a second at the bottom of a terminal; log lines scroll above it.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task RunAsync(IReadOnlyList<StreamStatus> streams, CancellationToken end)
    {
        var meters = new List<ProgressMeter>(streams.Count);
        foreach (StreamStatus stream in streams) meters.Add(new ProgressMeter(stream, time));
        await console.Live(Draw(meters)).AutoClear(false).StartAsync(async context =>
        {
            using var timer = new PeriodicTimer(s_interval, time);
            try
            {
                while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
                {
                    context.UpdateTarget(Draw(meters));
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                context.UpdateTarget(Draw(meters));
            }
        }).ConfigureAwait(false);
    }

    /// <summary>The table for the streams as they stand.</summary>
    internal static IRenderable Draw(IReadOnlyList<ProgressMeter> meters)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        table.AddColumn("chain");
        foreach (string heading in (ReadOnlySpan<string>)["block", "head", "lag", "blocks/s", "records/s", "in MB/s", "out MB/s", "under way", "ETA"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        var rows = new List<IRenderable>(meters.Count + 1) { table };
        foreach (ProgressMeter meter in meters)
        {
            ProgressSnapshot progress = meter.Take();
            table.AddRow(
                new Text(progress.Chain.Length > 0 ? progress.Chain : "…", new Style(Color.Green)),
                new Text(Height(progress.Committed)),
                new Text(Height(progress.Head)),
                new Text(Height(progress.Lag)),
                new Text(ProgressText.Rate(progress.BlocksPerSecond)),
                new Text(ProgressText.Rate(progress.RecordsPerSecond)),
                new Text(ProgressText.Megabytes(progress.BytesInPerSecond)),
                new Text(ProgressText.Megabytes(progress.BytesOutPerSecond)),
                new Text(ProgressText.UnderWay(progress)),
                new Text(ProgressText.Eta(progress.Eta)));
            rows.Add(new Text(Activity(progress), new Style(Color.Grey)));
        }

        return new Rows(rows);
    }

    private static string Activity(ProgressSnapshot progress)
    {
        string text = progress.Chain.Length > 0 ? $"{progress.Chain}: {progress.Activity}" : progress.Activity;
        if (progress.Reorgs > 0) text = $"{text} ({ProgressText.Number((ulong)progress.Reorgs)} reorganisations so far, the deepest of {ProgressText.Number((ulong)progress.DeepestReorg)} blocks)";
        return progress.RpcErrors > 0 ? $"{text} ({ProgressText.Number((ulong)progress.RpcErrors)} failed requests so far)" : text;
    }

    private static string Height(ulong? number) => number is ulong value ? ProgressText.Number(value) : "-";
}
