namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>Which blocks a <see cref="WrongDataFault"/> strikes, and for how long.</summary>
public sealed record WrongDataSchedule
{
    /// <summary>Value of <see cref="Answers"/> for a fault that never ends.</summary>
    public const int ForEver = int.MaxValue;

    /// <summary>Every n-th block that can be struck, in the order in which they are asked for; 1 is each of them.</summary>
    public int Every { get; init; } = 1;

    /// <summary>The probability, 0 to 1, that a block is struck; decides in place of <see cref="Every"/> when it is not null.</summary>
    public double? Probability { get; init; }

    /// <summary>The lowest block that may be struck.</summary>
    public ulong First { get; init; }

    /// <summary>The highest block that may be struck.</summary>
    public ulong Last { get; init; } = ulong.MaxValue;

    /// <summary>How often a struck block is answered wrong before it is answered right; <see cref="ForEver"/> for always.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>One block.</summary>
    public static WrongDataSchedule Block(ulong number, int answers = 1) => new() { First = number, Last = number, Answers = answers };
}
