using System.CommandLine;
using HighPerfChainSync.Fuzzing.Corpora;
using HighPerfChainSync.Fuzzing.Running;
using HighPerfChainSync.Fuzzing.Targets;

namespace HighPerfChainSync.Fuzzing.Commands;

/// <summary>The command line.</summary>
internal sealed class FuzzCommands
{
    private readonly Option<string[]> _targets = new("--target") { Description = $"What is fuzzed, of: {string.Join(", ", FuzzTargets.Names)}. Default: all.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<long> _inputs = new("--inputs") { Description = "Inputs for each target.", DefaultValueFactory = _ => 100_000 };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Repeats an earlier run. Default: another one each time." };
    private readonly Option<string> _failures = new("--failures") { Description = "Folder for inputs that break a rule.", DefaultValueFactory = _ => "artifacts/fuzzing" };
    private readonly Option<int> _maxBytes = new("--max-seed-bytes") { Description = "Longer blocks are not changed.", DefaultValueFactory = _ => 32 * 1024 };
    private readonly Option<bool> _own = new("--own") { Description = "Leaves out the recorded blocks that lie beside the repository." };
    private readonly Option<string?> _keep = new("--keep") { Description = "Folder of corpus files that new outcomes are added to; only with --own." };
    private readonly Option<int> _maxFaults = new("--max-faults") { Description = "A target is left after so many.", DefaultValueFactory = _ => 10 };
    private readonly Option<FileInfo?> _replay = new("--replay") { Description = "Reads this one input with one target, and says what becomes of it." };

    /// <summary>Makes the root command.</summary>
    public static RootCommand Create()
    {
        var commands = new FuzzCommands();
        var root = new RootCommand("Reads damaged input with everything that reads what others wrote: no crash, no hang, no unbounded memory, nothing wrong that passes for right.")
        {
            commands._targets, commands._inputs, commands._seed, commands._failures, commands._maxBytes, commands._own, commands._keep, commands._maxFaults, commands._replay,
        };
        root.SetAction(commands.RunAsync);
        return root;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None);

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        string[] targets = parsed.GetValue(_targets) is { Length: > 0 } named ? named : [.. FuzzTargets.Names];
        if (targets.FirstOrDefault(static name => !FuzzTargets.Names.Contains(name)) is { } unknown)
        {
            output.WriteLine($"There is no target '{unknown}'. Targets: {string.Join(", ", FuzzTargets.Names)}.");
            return 2;
        }

        bool isOwn = parsed.GetValue(_own);
        List<FuzzSeed> blocks = BlockCorpus.Load(!isOwn, parsed.GetValue(_maxBytes));
        ulong seed = parsed.GetValue(_seed) ?? (ulong)Random.Shared.Next(1, 1_000_000);
        int faults = 0;
        foreach (string name in targets)
        {
            using IFuzzTarget target = FuzzTargets.Create(name, blocks);
            if (parsed.GetValue(_replay) is { } file)
            {
                Exception? fault = new FuzzGuard(target).Run(File.ReadAllBytes(file.FullName));
                output.WriteLine($"{name}: {fault?.ToString() ?? target.Summary}");
                faults += fault is null ? 0 : 1;
                continue;
            }

            var run = new FuzzRun(
                target,
                new FuzzOptions
                {
                    Seed = seed,
                    Inputs = parsed.GetValue(_inputs),
                    MaxFaults = parsed.GetValue(_maxFaults),
                    FailureDirectory = parsed.GetValue(_failures),
                    KeepFile = isOwn && parsed.GetValue(_keep) is { } folder ? Path.Combine(folder, name + ".txt") : null,
                },
                output);
            run.Run(cancellationToken);
            faults += run.Faults;
        }

        return faults == 0 ? 0 : 1;
    }
}
