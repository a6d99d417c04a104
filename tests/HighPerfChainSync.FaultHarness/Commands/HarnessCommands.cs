using System.CommandLine;
using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Running;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.FaultHarness.Commands;

/// <summary>The command line.</summary>
internal sealed class HarnessCommands
{
    private readonly Option<int?> _seed = new("--seed") { Description = "Repeats the choices of an earlier run. Default: another one each time.", Recursive = true };
    private readonly Option<double> _maxMinutes = new("--max-minutes") { Description = "No round begins after so many minutes.", DefaultValueFactory = _ => 120, Recursive = true };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Shows each round.", Recursive = true };
    private readonly Option<bool> _keep = new("--keep") { Description = "Keeps logs and Kafka's data even if nothing is wrong.", Recursive = true };
    private readonly Option<int> _blocks = new("--blocks") { Description = "Blocks of a stream.", DefaultValueFactory = _ => 6000, Recursive = true };

    /// <summary>Makes the root command.</summary>
    public static RootCommand Create()
    {
        var commands = new HarnessCommands();
        var root = new RootCommand("Kills chainsync and Kafka at the worst moments and reads back, with a consumer of its own, whether every record is there exactly once and in order.");
        foreach (Option option in new Option[] { commands._seed, commands._maxMinutes, commands._verbose, commands._keep, commands._blocks }) root.Options.Add(option);
        root.Subcommands.Add(commands.Rounds("kill", "Kills the host in every phase.", 60, HarnessPlans.Kill));
        root.Subcommands.Add(commands.Rounds("broker", "Kills, restarts and suspends brokers, one alone and one of three; suspends the host too.", 10, HarnessPlans.Broker));
        root.Subcommands.Add(commands.Rounds("instances", "Starts a second host with the same identity.", 3, HarnessPlans.Instances));
        root.Subcommands.Add(commands.Reorgs());
        root.Subcommands.Add(commands.Outage());
        root.Subcommands.Add(commands.Chosen());
        root.Subcommands.Add(commands.All());
        return root;
    }

    private Command Rounds(string name, string description, int few, Func<int, int, IReadOnlyList<Segment>> plan)
    {
        var rounds = new Option<int>("--rounds") { Description = "How many.", DefaultValueFactory = _ => few };
        var command = new Command(name, description) { rounds };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, seed => plan(seed, parsed.GetValue(rounds)), cancellation));
        return command;
    }

    private Command Reorgs()
    {
        var rounds = new Option<int>("--rounds") { Description = "How many.", DefaultValueFactory = _ => 10 };
        var command = new Command("reorg", "Reorganises the chain and kills the host while it takes blocks back.") { rounds };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, static _ => [], cancellation, parsed.GetValue(rounds)));
        return command;
    }

    private Command Outage()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long Kafka is away.", DefaultValueFactory = _ => 1 };
        var command = new Command("outage", "Stops Kafka under full load with large blocks and watches memory and processor.") { minutes };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, _ => HarnessPlans.Outage(TimeSpan.FromMinutes(parsed.GetValue(minutes))), cancellation));
        return command;
    }

    private Command Chosen()
    {
        var faults = new Option<string>("--faults") { Description = "Faults and their weights: kill=10,leader=2.", Required = true };
        var rounds = new Option<int>("--rounds") { Description = "How many.", DefaultValueFactory = _ => 10 };
        var nodes = new Option<int>("--nodes") { Description = "Brokers: 1, or 3 for leader and coordinator.", DefaultValueFactory = _ => 1 };
        var command = new Command("run", "Runs the faults that are named.") { faults, rounds, nodes };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed, seed => HarnessPlans.Chosen(seed, parsed.GetValue(rounds), parsed.GetValue(nodes), FaultNames.Parse(parsed.GetRequiredValue(faults))), cancellation));
        return command;
    }

    private Command All()
    {
        var isShort = new Option<bool>("--short") { Description = "The form of continuous integration: some four minutes." };
        var command = new Command("all", "Runs everything: 1,000 kills, 100 broker faults, second instances, refusals, ten minutes without Kafka, 200 reorganisations.") { isShort };
        command.SetAction((parsed, cancellation) => parsed.GetValue(isShort)
            ? RunAsync(parsed, HarnessPlans.Short, cancellation, HarnessPlans.ReorgsShort)
            : RunAsync(parsed, HarnessPlans.Long, cancellation, HarnessPlans.ReorgsLong));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<int, IReadOnlyList<Segment>> plan, CancellationToken cancellationToken, int reorgRounds = 0)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (KafkaProcess.WhyNot() is { } missing)
        {
            await output.WriteLineAsync($"Needs a Kafka to kill: {missing}.");
            return 2;
        }

        int seed = parsed.GetValue(_seed) ?? Random.Shared.Next(1, 1_000_000);
        IReadOnlyList<Segment> segments;
        try
        {
            segments = plan(seed);
        }
        catch (HarnessException error)
        {
            await output.WriteLineAsync(error.Message);
            return 2;
        }

        var run = new HarnessRun(
            new HarnessOptions
            {
                Seed = seed,
                MaxTime = TimeSpan.FromMinutes(parsed.GetValue(_maxMinutes)),
                IsVerbose = parsed.GetValue(_verbose),
                KeepsFiles = parsed.GetValue(_keep),
                Blocks = parsed.GetValue(_blocks),
                ReorgRounds = reorgRounds,
            },
            output);
        return await run.RunAsync(segments, cancellationToken) ? 0 : 1;
    }
}
