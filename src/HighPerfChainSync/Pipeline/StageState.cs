using System.Globalization;

namespace HighPerfChainSync.Pipeline;

/// <summary>What one stage says of itself. Thread: written by its stage, read by any; two plain stores, so it may be a moment out of date.</summary>
internal sealed class StageState
{
    private int _activity;
    private ulong _block;

    /// <summary>Creates the state of a stage.</summary>
    public StageState(string name) => Name = name;

    /// <summary>Name for people.</summary>
    public string Name { get; }

    /// <summary>What it does or waits for.</summary>
    public StageActivity Activity => (StageActivity)Volatile.Read(ref _activity);

    /// <summary>The block that this is about.</summary>
    public ulong Block => Volatile.Read(ref _block);

    /// <summary>Says what the stage does now, and about which block.</summary>
    public void Set(StageActivity activity, ulong block)
    {
        Volatile.Write(ref _block, block);
        Volatile.Write(ref _activity, (int)activity);
    }

    /// <summary>Says what the stage does now, about the same block as before.</summary>
    public void Set(StageActivity activity) => Volatile.Write(ref _activity, (int)activity);

    /// <summary>The state in words, for example <c>sink commits up to block 99</c>.</summary>
    public override string ToString() => Activity switch
    {
        StageActivity.Starting => $"{Name} has not begun",
        StageActivity.Working => $"{Name} works on block {Text(Block)}",
        StageActivity.WaitsForHead => $"{Name} waits for the node to have block {Text(Block)}",
        StageActivity.WaitsForBudget => $"{Name} waits for room in the byte budget for block {Text(Block)}",
        StageActivity.WaitsForFetcher => $"{Name} waits for a free fetcher for block {Text(Block)}",
        StageActivity.WaitsForNode => $"{Name} waits for the node's answer for blocks from {Text(Block)}",
        StageActivity.WaitsForRange => $"{Name} waits for block {Text(Block)} to be fetched",
        StageActivity.WaitsForInput => $"{Name} waits for blocks",
        StageActivity.WaitsForOutput => $"{Name} waits for the stage behind it to take block {Text(Block)}",
        StageActivity.Writes => $"{Name} writes block {Text(Block)}",
        StageActivity.Retracts => $"{Name} takes back blocks up to {Text(Block)}",
        StageActivity.Commits => $"{Name} commits up to block {Text(Block)}",
        _ => $"{Name} has ended",
    };

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
