namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>What mainnet blocks of the years since London look like, as numbers to draw from.</summary>
/// <remarks>
/// Targets: 157 transactions in the median block and 512 at most, 237 logs; 39 % of the transactions without a log;
/// 273 bytes of input and 52 bytes of log data on average.
/// </remarks>
internal static class Distributions
{
    /// <summary>The most transactions that a block has, unless more are asked for.</summary>
    internal const int MaxTransactions = 512;

    /// <summary>Transactions of a block.</summary>
    internal static Quantiles Transactions { get; } = new((0, 0), (10, 0), (30, 35), (100, 85), (500, 157), (900, 285), (1000, MaxTransactions));

    /// <summary>Logs of a call that has not failed; plain transfers come on top of those without.</summary>
    internal static Quantiles Logs { get; } = new(
        (0, 0), (110, 0), (110, 1), (680, 1), (680, 2), (770, 2), (770, 3), (890, 5), (975, 9), (997, 17), (1000, 60));

    /// <summary>Bytes of input of a call that is not one of the token calls.</summary>
    internal static Quantiles InputWords { get; } = new((0, 1), (300, 4), (700, 13), (950, 48), (995, 150), (1000, 800));

    /// <summary>Words of data of a log of no known event.</summary>
    internal static Quantiles DataWords { get; } = new((0, 0), (300, 3), (700, 10), (950, 26), (1000, 90));

    /// <summary>Transactions in a thousand of each type, 0 to 4, summed up.</summary>
    internal static ReadOnlySpan<int> TypesPermille => [245, 260, 975, 990, 1000];

    /// <summary>Divides the number of transactions of a mainnet block.</summary>
    internal static int Divisor(ChainShape shape) => shape switch
    {
        ChainShape.Tiny => 40,
        ChainShape.Small => 8,
        _ => 1,
    };

    /// <summary>Withdrawals of a block.</summary>
    internal static int Withdrawals(ChainShape shape) => shape == ChainShape.Mainnet ? 16 : 2;
}
