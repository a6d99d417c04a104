using System.Globalization;
using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.KafkaBench.Sweep;

/// <summary>One point of the sweep.</summary>
/// <param name="LingerMs"><c>linger.ms</c>.</param>
/// <param name="BatchBytes"><c>batch.size</c>.</param>
/// <param name="Compression"><c>compression.type</c>.</param>
/// <param name="Blocks">Blocks in a transaction.</param>
internal sealed record LingerSetting(int LingerMs, int BatchBytes, string Compression, int Blocks)
{
    private static readonly int[] s_lingers = [0, 5, 20, 100];
    private static readonly int[] s_batches = [64_000, 256_000, 1_000_000, 4_000_000];
    private static readonly string[] s_compressions = ["none", "lz4", "zstd", "snappy"];
    private static readonly int[] s_blocks = [1, 10, 25, 50, 100];

    /// <summary>What the sink does when nothing is said.</summary>
    public static LingerSetting Default { get; } = new(20, 1_000_000, "lz4", 50);

    /// <summary>The default, then each value of one setting at a time with the others at their default.</summary>
    public static IReadOnlyList<LingerSetting> Star() =>
    [.. new[] { Default }
        .Concat(s_lingers.Select(static linger => Default with { LingerMs = linger }))
        .Concat(s_batches.Select(static batch => Default with { BatchBytes = batch }))
        .Concat(s_compressions.Select(static compression => Default with { Compression = compression }))
        .Concat(s_blocks.Select(static blocks => Default with { Blocks = blocks }))
        .Distinct()];

    /// <summary>Every combination.</summary>
    public static IReadOnlyList<LingerSetting> Grid() =>
    [.. from compression in s_compressions
        from batch in s_batches
        from linger in s_lingers
        from blocks in s_blocks
        select new LingerSetting(linger, batch, compression, blocks)];

    /// <summary>The sink's options for it.</summary>
    public KafkaSinkOptions ToOptions(string bootstrap) => new()
    {
        BootstrapServers = bootstrap,
        Compression = Compression,
        Config = new Dictionary<string, string>
        {
            ["linger.ms"] = LingerMs.ToString(CultureInfo.InvariantCulture),
            ["batch.size"] = BatchBytes.ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"linger.ms={LingerMs}, batch.size={BatchBytes}, {Compression}, {Blocks} blocks");
}
