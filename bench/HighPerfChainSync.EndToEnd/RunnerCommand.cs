using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.EndToEnd.Reports;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The command line: without arguments it measures what is published.</summary>
internal sealed class RunnerCommand
{
    private const int HeadBlocks = 150;
    private const int QuickHeadBlocks = 40;

    private readonly Option<int?> _short = new("--short") { Description = "Blocks of the short run. Default: 2000; 300 with --quick." };
    private readonly Option<int?> _long = new("--long") { Description = "Blocks of the long run. Default: 6000; 900 with --quick." };
    private readonly Option<int?> _rounds = new("--rounds") { Description = "How often everything is measured, taking turns. Default: 3; 1 with --quick." };
    private readonly Option<bool> _quick = new("--quick") { Description = "One short round: to see that it runs, not for figures." };
    private readonly Option<string[]> _chains = Several("--chain", "wchain, generated. Default: both, the W-chain where its recorded blocks are found.", [Chains.WChain, Chains.Generated]);
    private readonly Option<string[]> _sinks = Several("--sinks", "Where the host writes: null, ndjson, kafka. Default: all.", ["null", "ndjson", "kafka"]);
    private readonly Option<string[]> _levels = Several("--verify", "Level of verification: none, structure, roots, senders. Several are compared with the first.", []);
    private readonly Option<int[]> _latencies = new("--latency")
    {
        Description = "Milliseconds that the node adds to each answer. Several are compared with the first.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = static _ => [0],
    };

    private readonly Option<string> _compression = new("--compression") { Description = "Codec in Kafka: none, gzip, snappy, lz4, zstd.", DefaultValueFactory = static _ => "lz4" };
    private readonly Option<string?> _entities = new("--entities") { Description = "What is written, as the host's option has it." };
    private readonly Option<string?> _http = new("--http") { Description = "HTTP version, as the host's option has it: 1, 2, auto." };
    private readonly Option<int?> _workers = new("--rpc-concurrency", "--workers") { Description = "Requests under way at once, which is also the number of fetch workers, as the host's option has it." };
    private readonly Option<int?> _head = new("--head") { Description = "Blocks whose latency is measured at the head; 0 leaves it out. Default: 150; 40 with --quick." };
    private readonly Option<bool> _noBare = new("--no-bare-producer") { Description = "Leaves the C producer out." };
    private readonly Option<string?> _program = new("--host") { Description = "A published chainsync, or its folder. Default: the repository's, published first." };
    private readonly Option<string?> _json = new("--json") { Description = "File for the figures." };
    private readonly Argument<string[]> _host = new("host-arguments") { Description = "After --: further arguments of chainsync sync.", Arity = ArgumentArity.ZeroOrMore };

    private RunnerCommand()
    {
        _sinks.AcceptOnlyFromAmong("null", "ndjson", "kafka");
        _chains.AcceptOnlyFromAmong(Chains.WChain, Chains.Generated);
        _levels.AcceptOnlyFromAmong("none", "structure", "roots", "senders");
        _compression.AcceptOnlyFromAmong("none", "gzip", "snappy", "lz4", "zstd");
    }

    /// <summary>Makes the command.</summary>
    public static RootCommand Create() => CreateBoth().Root;

    /// <summary>Makes the command, and what reads its options.</summary>
    internal static (RunnerCommand Command, RootCommand Root) CreateBoth()
    {
        var command = new RunnerCommand();
        var root = new RootCommand("Measures chainsync end to end: replay node, host and broker are processes of their own on this machine. Without arguments: what is published.")
        {
            command._short, command._long, command._rounds, command._quick, command._chains, command._sinks, command._levels, command._latencies, command._compression,
            command._entities, command._http, command._workers, command._head, command._noBare, command._program, command._json, command._host,
        };
        root.Validators.Add(command.Check);
        root.SetAction((parsed, cancellation) => RunAsync(command.Read(parsed), cancellation));
        return (command, root);
    }

    /// <summary>What a command line asks for.</summary>
    internal EndToEndOptions Read(ParseResult parsed)
    {
        bool isQuick = parsed.GetValue(_quick);
        IReadOnlyList<string?> levels = parsed.GetValue(_levels) is { Length: > 0 } named ? named : new string?[] { null };
        Variant[] variants = [.. levels.SelectMany(_ => parsed.GetValue(_latencies)!, static (level, latency) => new Variant(level, latency))];
        return new EndToEndOptions
        {
            ShortBlocks = parsed.GetValue(_short) ?? (isQuick ? 300 : 2000),
            LongBlocks = parsed.GetValue(_long) ?? (isQuick ? 900 : 6000),
            Rounds = parsed.GetValue(_rounds) ?? (isQuick ? 1 : 3),
            Chains = parsed.GetValue(_chains)!,
            Sinks = parsed.GetValue(_sinks)!,
            Variants = variants,
            Compression = parsed.GetValue(_compression)!,
            Entities = parsed.GetValue(_entities),
            Host = parsed.GetValue(_program),
            HostArguments = [.. Passed("--http", parsed.GetValue(_http)), .. Passed("--rpc-concurrency", parsed.GetValue(_workers)?.ToString(CultureInfo.InvariantCulture)), .. parsed.GetValue(_host) ?? []],
            HasBareProducer = !parsed.GetValue(_noBare),
            HeadBlocks = parsed.GetValue(_head) ?? (isQuick ? QuickHeadBlocks : HeadBlocks),
            JsonFile = parsed.GetValue(_json),
        };
    }

    private void Check(CommandResult result)
    {
        if (result.GetValue(_rounds) < 1) result.AddError("--rounds must be 1 or more.");
        if (result.GetValue(_latencies)!.Any(static latency => latency < 0)) result.AddError("--latency cannot be below 0.");
        if (result.GetValue(_program) is { } program && HostProgram.Find(program) is null) result.AddError($"--host: there is no chainsync at '{program}'; it is what dotnet publish made of src/HighPerfChainSync.Host, or its folder.");
        if (result.GetValue(_short) < 1) result.AddError("--short must be 1 or more.");
    }

    private static async Task<int> RunAsync(EndToEndOptions options, CancellationToken cancellation)
    {
        if (options.LongBlocks <= options.ShortBlocks)
        {
            await Console.Error.WriteLineAsync($"--long ({options.LongBlocks}) must be larger than --short ({options.ShortBlocks}): the figures are the difference of the two runs.");
            return 2;
        }

        EndToEndFigures figures = await new EndToEndRunner(options).RunAsync(cancellation);
        TextReport.Print(Console.Out, figures, options);
        if (options.JsonFile is string file) await File.WriteAllTextAsync(file, JsonReport.Write(figures, options), cancellation);
        return 0;
    }

    private static IEnumerable<string> Passed(string option, string? value) => value is null ? [] : [option, value];

    private static Option<string[]> Several(string name, string description, string[] preferred) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => preferred,
    };
}
