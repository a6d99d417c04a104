using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.EndToEnd;

var shortBlocks = new Option<int>("--short") { Description = "Blocks of the short run.", DefaultValueFactory = _ => 500 };
var longBlocks = new Option<int>("--long") { Description = "Blocks of the long run.", DefaultValueFactory = _ => 2500 };
var sinks = new Option<string[]>("--sinks")
{
    Description = "Where the host writes: null, ndjson, kafka.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => ["null", "ndjson", "kafka"],
};
sinks.AcceptOnlyFromAmong("null", "ndjson", "kafka");
var levels = new Option<string[]>("--verify")
{
    Description = "Levels of verification to compare in one run: none, structure, roots, senders. What each keeps of the first one's rate is said at the end.",
    AllowMultipleArgumentsPerToken = true,
};
levels.AcceptOnlyFromAmong("none", "structure", "roots", "senders");
var rounds = new Option<int>("--rounds") { Description = "How often each pair of runs is made, taking turns; medians are compared.", DefaultValueFactory = _ => 1 };
var chain = new Option<string?>("--chain") { Description = "wchain or generated; by default the W-chain where its recorded data is found." };
var latency = new Option<int>("--latency") { Description = "Milliseconds that the node adds to each answer." };
var json = new Option<string?>("--json") { Description = "File for the figures." };
var host = new Argument<string[]>("host-arguments") { Description = "After --: further arguments of chainsync sync.", Arity = ArgumentArity.ZeroOrMore };

var root = new RootCommand("Measures chainsync end to end: replay node, host and broker are processes of their own on this machine.")
{
    shortBlocks, longBlocks, sinks, levels, rounds, chain, latency, json, host,
};
root.SetAction(async (parsed, cancellation) =>
{
    var options = new EndToEndOptions
    {
        ShortBlocks = parsed.GetValue(shortBlocks),
        LongBlocks = parsed.GetValue(longBlocks),
        Sinks = parsed.GetValue(sinks)!,
        Levels = parsed.GetValue(levels) ?? [],
        Rounds = Math.Max(1, parsed.GetValue(rounds)),
        Chain = parsed.GetValue(chain),
        LatencyMs = parsed.GetValue(latency),
        HostArguments = parsed.GetValue(host) ?? [],
        JsonFile = parsed.GetValue(json),
    };
    if (options.LongBlocks <= options.ShortBlocks)
    {
        Console.Error.WriteLine("--long must be larger than --short: the figures are the difference of the two runs.");
        return 2;
    }

    var runner = new EndToEndRunner(options);
    Console.WriteLine(options.Levels.Count == 0
        ? $"chain: {runner.Chain}, runs of {options.ShortBlocks} and {options.LongBlocks} blocks; figures are their difference"
        : $"chain: {runner.Chain}, runs of {options.LongBlocks} blocks; figures are from the middle of each, behind {options.ShortBlocks} blocks");
    IReadOnlyList<SteadyState> results = await runner.RunAsync();
    Console.WriteLine();
    Console.WriteLine("| sink | blocks/s | host ms/block | node ms/block | broker ms/block | peak MiB short / long | start s |");
    Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
    foreach (SteadyState r in results)
    {
        string brokerMs = r.BrokerMsPerBlock?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {r.Sink} | {r.BlocksPerSecond:0} | {r.HostMsPerBlock:0.00} | {r.NodeMsPerBlock:0.00} | {brokerMs} | {r.ShortPeakMiB:0} / {r.LongPeakMiB:0} | {r.StartSeconds:0.0} |"));
    }

    if (options.Levels.Count > 1) LevelComparison.Print(results);
    if (options.JsonFile is string file)
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, JsonOptions.Indented), cancellation);
    return 0;
});
return await root.Parse(args).InvokeAsync();
