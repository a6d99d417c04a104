using System.Globalization;
using System.Text;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Pipeline;

/// <summary>The states of all stages of a stream, and the words for them. Thread: any.</summary>
internal sealed class StageBoard
{
    private const double Mebibyte = 1 << 20;

    private readonly StreamStatus _status;
    private readonly ByteBudget _budget;
    private string _phase = "starting";

    /// <summary>Creates the board of a stream.</summary>
    public StageBoard(StreamStatus status, ByteBudget budget, int fetchers)
    {
        _status = status;
        _budget = budget;
        Fetchers = new StageState[fetchers];
        for (int i = 0; i < fetchers; i++)
            Fetchers[i] = new StageState(string.Create(CultureInfo.InvariantCulture, $"fetcher {i + 1}"));
    }

    /// <summary>Plans ranges.</summary>
    public StageState Planner { get; } = new("planner");

    /// <summary>Takes room for ranges.</summary>
    public StageState Room { get; } = new("range");

    /// <summary>Fetch and decode ranges.</summary>
    public StageState[] Fetchers { get; }

    /// <summary>Puts blocks in order.</summary>
    public StageState Sequencer { get; } = new("sequencer");

    /// <summary>Checks the chain and encodes.</summary>
    public StageState Encoder { get; } = new("encoder");

    /// <summary>Writes and commits.</summary>
    public StageState Sink { get; } = new("sink");

    /// <summary>What the stream is about as a whole: <c>syncing</c>, <c>following the head</c>, <c>stopping</c>.</summary>
    public string Phase
    {
        get => Volatile.Read(ref _phase);
        set
        {
            if (ReferenceEquals(Volatile.Read(ref _phase), value)) return;
            Volatile.Write(ref _phase, value);
            _status.Activity = value;
        }
    }

    /// <summary>Whether all that the node has is committed, so that there is nothing to do but wait for its next block.</summary>
    public bool IsIdleAtHead => Planner.Activity == StageActivity.WaitsForHead && _budget.UsedBytes == 0;

    /// <summary>Says which stage waits for what, first to last.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(Planner);
        if (_status.Head is ulong head) text.Append(CultureInfo.InvariantCulture, $" (its head is {head})");
        text.Append("; ");
        if (Room.Activity == StageActivity.WaitsForBudget && _budget.IsAwaited) text.Append(Room).Append("; ");
        AppendFetchers(text);
        text.Append("; ").Append(Sequencer).Append("; ");
        if (Encoder.Activity != StageActivity.Starting) text.Append(Encoder).Append("; ");
        if (Sink.Activity != StageActivity.Starting) text.Append(Sink).Append("; ");
        text.Append(CultureInfo.InvariantCulture, $"budget {_budget.UsedBytes / Mebibyte:0.0} of {_budget.LimitBytes / Mebibyte:0.0} MiB");
        return text.ToString();
    }

    private void AppendFetchers(StringBuilder text)
    {
        int waiting = 0;
        int withoutRoom = 0;
        StageState? lowest = null;
        foreach (StageState fetcher in Fetchers)
        {
            if (fetcher.Activity == StageActivity.WaitsForBudget) withoutRoom++;
            if (fetcher.Activity is not (StageActivity.WaitsForNode or StageActivity.Working)) continue;
            waiting++;
            if (lowest is null || fetcher.Block < lowest.Block) lowest = fetcher;
        }

        if (withoutRoom > 0) text.Append(CultureInfo.InvariantCulture, $"{withoutRoom} of {Fetchers.Length} fetchers wait for room{(lowest is null ? "" : ", ")}");
        else if (lowest is null) text.Append(CultureInfo.InvariantCulture, $"{Fetchers.Length} fetchers have nothing to do");
        if (lowest is not null) text.Append(CultureInfo.InvariantCulture, $"{waiting} of {Fetchers.Length} fetchers are busy, {lowest}");
    }
}
