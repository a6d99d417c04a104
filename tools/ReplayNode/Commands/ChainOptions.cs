using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The options that say which chain: shared by the commands that have one.</summary>
internal sealed class ChainOptions
{
    private const string SampleName = "sample";
    private const string GeneratedName = "generated";
    private const string CycleName = "generated-cycle";
    private const string WChainName = "wchain";

    private readonly Option<string> _chain = new("--chain")
    {
        Description = "sample (shipped), generated, generated-cycle (twenty generated blocks in a cycle, which costs the node less), wchain (twenty recorded mainnet blocks in a cycle), or the path of a recording.",
        DefaultValueFactory = _ => SampleName,
    };

    private readonly Option<int> _blocks = new("--blocks")
    {
        Description = "Number of blocks of a chain that is made.",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<string?> _chainData = new("--chain-data")
    {
        Description = $"The recorded blocks for wchain; when absent, chain-data below {ChainDataFolder.Variable} or in a folder 'shared' beside the working directory or one above it.",
    };

    private readonly Option<ulong> _first = new("--first") { Description = "The lowest block of a generated chain." };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Equal seeds give equal generated chains.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<ChainShape> _shape = new("--shape")
    {
        Description = "Size of the blocks of a generated chain.",
        DefaultValueFactory = _ => ChainShape.Mainnet,
    };

    private readonly ContentOptions _content = new();

    /// <summary>Adds the options of all chains.</summary>
    /// <param name="command">The command that gets them.</param>
    /// <param name="preferred">The chain when none is named; the shipped one when null.</param>
    internal void AddTo(Command command, string? preferred = null)
    {
        if (preferred is not null) _chain.DefaultValueFactory = _ => preferred;
        command.Options.Add(_chain);
        command.Options.Add(_chainData);
        AddGeneratorTo(command, result => result.GetValue(_chain) == GeneratedName);
    }

    /// <summary>Adds the options of generated chains.</summary>
    internal void AddGeneratorTo(Command command) => AddGeneratorTo(command, static _ => true);

    private void AddGeneratorTo(Command command, Func<CommandResult, bool> isGenerated)
    {
        command.Options.Add(_blocks);
        command.Options.Add(_first);
        command.Options.Add(_seed);
        command.Options.Add(_shape);
        _content.AddTo(command, isGenerated);
    }

    /// <summary>Opens the chain that was asked for.</summary>
    internal ReplayChain Open(ParseResult parsed) => parsed.GetRequiredValue(_chain) switch
    {
        SampleName => RecordedChain.Load(SampleChain.Open(), SampleName),
        GeneratedName => OpenGenerated(parsed),
        CycleName => CycleChain.Generate(Options(parsed)),
        WChainName => WChain.Build(ChainDataFolder.Find(parsed.GetValue(_chainData)), parsed.GetValue(_blocks)),
        string path => RecordedChain.Load(path),
    };

    /// <summary>Opens a generated chain.</summary>
    internal ReplayChain OpenGenerated(ParseResult parsed) => new GeneratedChain(Options(parsed));

    /// <summary>Opens a chain whose blocks may stand on other branches of the chain; null when there is none.</summary>
    internal ReplayChain? OpenOther(ParseResult parsed) => parsed.GetRequiredValue(_chain) == GeneratedName
        ? new GeneratedChain(Options(parsed) with { Seed = parsed.GetValue(_seed) + 1 })
        : null;

    private GeneratorOptions Options(ParseResult parsed) => _content.Fill(new GeneratorOptions
    {
        Blocks = (ulong)parsed.GetValue(_blocks),
        First = parsed.GetValue(_first),
        Seed = parsed.GetValue(_seed),
        Shape = parsed.GetValue(_shape),
    }, parsed);

    /// <summary>The options as a command line, for another process that opens the same chain.</summary>
    internal List<string> ToArguments(ParseResult parsed)
    {
        List<string> arguments =
        [
            _chain.Name, parsed.GetRequiredValue(_chain),
            _blocks.Name, parsed.GetValue(_blocks).ToString(CultureInfo.InvariantCulture),
            _first.Name, parsed.GetValue(_first).ToString(CultureInfo.InvariantCulture),
            _seed.Name, parsed.GetValue(_seed).ToString(CultureInfo.InvariantCulture),
            _shape.Name, parsed.GetValue(_shape).ToString(),
        ];
        arguments.AddRange(_content.ToArguments(parsed));
        if (parsed.GetValue(_chainData) is { } folder) arguments.AddRange([_chainData.Name, folder]);
        return arguments;
    }
}
