using System.CommandLine;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The options that say which chain: shared by the commands that have one.</summary>
internal sealed class ChainOptions
{
    private const string Generated = "generated";

    internal Option<string> Chain { get; } = new("--chain")
    {
        Description = "generated",
        DefaultValueFactory = _ => Generated,
    };

    internal Option<ulong> Blocks { get; } = new("--blocks")
    {
        Description = "Number of blocks of a generated chain.",
        DefaultValueFactory = _ => 1000,
    };

    internal Option<ulong> First { get; } = new("--first") { Description = "The lowest block of a generated chain." };

    internal Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "Equal seeds give equal generated chains.",
        DefaultValueFactory = _ => 1,
    };

    internal Option<ChainShape> Shape { get; } = new("--shape")
    {
        Description = "Size of the blocks of a generated chain.",
        DefaultValueFactory = _ => ChainShape.Mainnet,
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(Chain);
        command.Options.Add(Blocks);
        command.Options.Add(First);
        command.Options.Add(Seed);
        command.Options.Add(Shape);
    }

    internal ReplayChain Open(ParseResult parsed) => new GeneratedChain(GeneratorOptions(parsed));

    internal GeneratorOptions GeneratorOptions(ParseResult parsed) => new()
    {
        Blocks = parsed.GetValue(Blocks),
        First = parsed.GetValue(First),
        Seed = parsed.GetValue(Seed),
        Shape = parsed.GetValue(Shape),
    };
}
