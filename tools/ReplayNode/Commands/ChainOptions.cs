using System.CommandLine;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The options that say which chain: shared by the commands that have one.</summary>
internal sealed class ChainOptions
{
    private const string GeneratedName = "generated";

    private readonly Option<string> _chain = new("--chain")
    {
        Description = "generated, or the path of a recording.",
        DefaultValueFactory = _ => GeneratedName,
    };

    private readonly Option<ulong> _blocks = new("--blocks")
    {
        Description = "Number of blocks of a chain that is made.",
        DefaultValueFactory = _ => 1000,
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

    /// <summary>Adds the options of all chains.</summary>
    internal void AddTo(Command command)
    {
        command.Options.Add(_chain);
        AddGeneratorTo(command);
    }

    /// <summary>Adds the options of generated chains.</summary>
    internal void AddGeneratorTo(Command command)
    {
        command.Options.Add(_blocks);
        command.Options.Add(_first);
        command.Options.Add(_seed);
        command.Options.Add(_shape);
    }

    /// <summary>Opens the chain that was asked for.</summary>
    internal ReplayChain Open(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_chain);
        return name == GeneratedName ? OpenGenerated(parsed) : RecordedChain.Load(name);
    }

    /// <summary>Opens a generated chain.</summary>
    internal ReplayChain OpenGenerated(ParseResult parsed) => new GeneratedChain(new GeneratorOptions
    {
        Blocks = parsed.GetValue(_blocks),
        First = parsed.GetValue(_first),
        Seed = parsed.GetValue(_seed),
        Shape = parsed.GetValue(_shape),
    });
}
