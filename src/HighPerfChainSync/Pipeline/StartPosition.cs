using System.Globalization;

namespace HighPerfChainSync.Pipeline;

/// <summary>Where a stream without progress begins. With progress it always resumes.</summary>
public readonly record struct StartPosition
{
    private StartPosition(Kind kind, ulong number)
    {
        Begin = kind;
        Number = number;
    }

    /// <summary>The kinds of beginning.</summary>
    public enum Kind
    {
        /// <summary>Resume, else block 0.</summary>
        Resume = 0,

        /// <summary>Resume, else the block of this height.</summary>
        Block = 1,

        /// <summary>Resume, else the head at start.</summary>
        Latest = 2,
    }

    /// <summary>Resume, else block 0.</summary>
    public static StartPosition Resume => default;

    /// <summary>Resume, else the head at start.</summary>
    public static StartPosition Latest => new(Kind.Latest, 0);

    /// <summary>How it begins.</summary>
    public Kind Begin { get; }

    /// <summary>The height of <see cref="Kind.Block"/>.</summary>
    public ulong Number { get; }

    /// <summary>Resume, else the block of this height.</summary>
    public static StartPosition At(ulong number) => new(Kind.Block, number);

    /// <summary>Reads <c>resume</c>, <c>latest</c> or a height.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static StartPosition Parse(string text) => text switch
    {
        "resume" => Resume,
        "latest" => Latest,
        _ when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) => At(number),
        _ => throw new FormatException($"'{text}' is not a start: use a block number, latest or resume."),
    };

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Begin switch
    {
        Kind.Block => Number.ToString(CultureInfo.InvariantCulture),
        Kind.Latest => "latest",
        _ => "resume",
    };
}
