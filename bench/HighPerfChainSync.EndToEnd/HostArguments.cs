using System.Globalization;
using HighPerfChainSync.EndToEnd.Brokers;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The command line of one run of the host.</summary>
internal static class HostArguments
{
    /// <summary>Makes it.</summary>
    /// <param name="options">What is measured.</param>
    /// <param name="sink">Where it writes.</param>
    /// <param name="variant">What is varied.</param>
    /// <param name="blocks">Blocks to write.</param>
    /// <param name="node">Address of the node.</param>
    /// <param name="chain">Name of the chain in topics and files.</param>
    /// <param name="directory">For files.</param>
    /// <param name="broker">For Kafka.</param>
    public static List<string> Of(
        EndToEndOptions options, string sink, Variant variant, int blocks, string node, string chain, string directory, KafkaBroker? broker)
    {
        List<string> arguments =
        [
            "sync", "--rpc", node, "--log", "json", "--chain", chain,
            "--from", Text(Chains.First), "--to", Text(Chains.First + (ulong)blocks - 1),
        ];
        arguments.AddRange(sink switch
        {
            "kafka" => ["--kafka", broker!.Bootstrap, "--kafka-config", $"compression.type={options.Compression}"],
            "ndjson" => ["--out", directory],
            _ => ["--out", "null"],
        });
        // Nobody may create topics there but its own process.
        if (sink == "kafka" && broker!.IsEmbedded) arguments.Add("--skip-provisioning");
        if (variant.Level is not null) arguments.AddRange(["--verify", variant.Level]);
        if (options.Entities is not null) arguments.AddRange(["--entities", options.Entities]);
        arguments.AddRange(options.HostArguments);
        return arguments;
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
