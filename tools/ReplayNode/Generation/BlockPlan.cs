namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>What one block is to hold, and how that is spread over its transactions and logs: evenly, the first ones take what is left over.</summary>
/// <param name="transactions">Number of its transactions.</param>
/// <param name="options">What was asked for; what is null there is drawn.</param>
internal readonly struct BlockPlan(int transactions, GeneratorOptions options)
{
    /// <summary>Number of transactions.</summary>
    internal int Transactions { get; } = transactions;

    /// <summary>Logs of a transaction, or null to draw them.</summary>
    internal int? LogsOf(int transaction) => Share(options.Logs, Transactions, transaction);

    /// <summary>Bytes of a transaction's input, or null to draw them.</summary>
    internal int? InputBytesOf(int transaction) => Share(options.InputBytes, Transactions, transaction);

    /// <summary>Bytes of a log's data, or null for as many as its event has.</summary>
    internal int? DataBytesOf(int log) => Share(options.LogDataBytes, options.Logs ?? 1, log);

    /// <summary>Takes as many transactions as were asked for; else those that were drawn, or one when there is something to carry.</summary>
    internal static BlockPlan Of(GeneratorOptions options, int drawn)
    {
        bool carries = options.Logs > 0 || options.InputBytes > 0;
        return new BlockPlan(options.Transactions ?? Math.Max(drawn, carries ? 1 : 0), options);
    }

    private static int? Share(int? total, int parts, int index) => total is { } all ? (all / parts) + (index < all % parts ? 1 : 0) : null;
}
