using System.Globalization;

namespace HighPerfChainSync.Chain;

/// <summary>How near to the head blocks are written: at once, or when they are unlikely to be reorganised away.</summary>
public readonly record struct EmissionMode
{
    private const string ConfirmationsPrefix = "confirmations=";

    private EmissionMode(Kind kind, ulong confirmations)
    {
        Until = kind;
        Confirmations = confirmations;
    }

    /// <summary>The kinds of limits.</summary>
    public enum Kind
    {
        /// <summary>Up to the newest block; reorganisations are followed.</summary>
        Live = 0,

        /// <summary>Up to the block that the node calls <c>safe</c>.</summary>
        Safe,

        /// <summary>Up to the block that the node calls <c>finalized</c>.</summary>
        Finalized,

        /// <summary>Up to a number of blocks behind the newest.</summary>
        Confirmations,
    }

    /// <summary>Up to the newest block.</summary>
    public static EmissionMode Live => default;

    /// <summary>Up to the block that the node calls <c>safe</c>.</summary>
    public static EmissionMode Safe => new(Kind.Safe, 0);

    /// <summary>Up to the block that the node calls <c>finalized</c>.</summary>
    public static EmissionMode Finalized => new(Kind.Finalized, 0);

    /// <summary>Where it ends.</summary>
    public Kind Until { get; }

    /// <summary>Blocks of <see cref="Kind.Confirmations"/> that a block must have above it, at least 1.</summary>
    public ulong Confirmations { get; }

    /// <summary>The tag to ask the node for.</summary>
    public BlockTag Tag => Until switch
    {
        Kind.Safe => BlockTag.Safe,
        Kind.Finalized => BlockTag.Finalized,
        _ => BlockTag.Latest,
    };

    /// <summary>Up to <paramref name="confirmations"/> blocks behind the newest.</summary>
    public static EmissionMode Behind(ulong confirmations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(confirmations, 1ul);
        return new EmissionMode(Kind.Confirmations, confirmations);
    }

    /// <summary>Reads <c>live</c>, <c>safe</c>, <c>finalized</c> or <c>confirmations=N</c>.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static EmissionMode Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "live" => Live,
            "safe" => Safe,
            "finalized" => Finalized,
            _ when text.StartsWith(ConfirmationsPrefix, StringComparison.Ordinal)
                && ulong.TryParse(text.AsSpan(ConfirmationsPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong blocks)
                && blocks > 0 => Behind(blocks),
            _ => throw new FormatException($"'{text}' is not a way to emit: use live, safe, finalized or confirmations=N with N from 1."),
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Until switch
    {
        Kind.Safe => "safe",
        Kind.Finalized => "finalized",
        Kind.Confirmations => string.Create(CultureInfo.InvariantCulture, $"{ConfirmationsPrefix}{Confirmations}"),
        _ => "live",
    };
}
