using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.Fuzzing.Corpora;
using HighPerfChainSync.Fuzzing.Mutation;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Running;

/// <summary>Fuzzes one target: changes its seeds and what came of them to something new, input after input.</summary>
/// <remarks>The same options and seeds give the same inputs. Thread: one at a time.</remarks>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options, TextWriter output)
{
    private const ulong Stream = 0x66757A7A;

    private readonly FuzzGuard _guard = new(target);
    private readonly Mutator _mutator = new();
    private readonly List<FuzzSeed> _pool = [.. target.Seeds];
    private readonly HashSet<ulong> _outcomes = [];
    private readonly HashSet<string> _faults = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> _input;
    private int _evolved;

    /// <summary>Rules that were broken, each kind once.</summary>
    public int Faults => _faults.Count;

    /// <summary>Different things that inputs came to.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>Runs all inputs.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        var time = Stopwatch.StartNew();
        using var watchdog = new Watchdog(ReportHang);
        foreach (FuzzSeed seed in target.Seeds.Concat(KeptCorpus.Load(target.Name)))
        {
            watchdog.Count();
            Take(seed.Bytes, seed.Name);
        }

        long number = 0;
        for (; number < options.Inputs && _faults.Count < options.MaxFaults && !cancellationToken.IsCancellationRequested; number++)
        {
            watchdog.Count();
            DeterministicRandom random = DeterministicRandom.For(options.Seed, Stream, (ulong)number);
            FuzzSeed seed = _pool[(int)random.Below((ulong)_pool.Count)];
            FuzzSeed other = _pool[(int)random.Below((ulong)_pool.Count)];
            Take(_mutator.Mutate(seed, other, ref random), seed.Name);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: seed {options.Seed}, {number} inputs in {time.Elapsed.TotalSeconds:0} s ({number / time.Elapsed.TotalSeconds:0} a second) from {target.Seeds.Count} seeds and {_evolved} of their kind; {_outcomes.Count} outcomes; {target.Summary}; the most that one took: {_guard.MostBytes >> 10} KiB, {_guard.Longest.TotalMilliseconds:0} ms; {_faults.Count} faults"));
    }

    private void Take(ReadOnlyMemory<byte> input, string name)
    {
        _input = input;
        if (_guard.Run(input) is { } fault)
        {
            Report(fault, name);
            return;
        }

        if (!_outcomes.Add(_guard.Outcome) || _evolved >= options.MaxEvolved || input.Length > options.MaxEvolvedBytes) return;
        _evolved++;
        string root = name.Split(" ~ ")[0];
        byte[] bytes = input.ToArray();
        _pool.Add(new FuzzSeed(root + " ~ changed", bytes));
        if (options.KeepFile is { } file && bytes.Length <= options.MaxKeptBytes) KeptCorpus.Append(file, root, bytes);
    }

    private void Report(Exception fault, string name)
    {
        byte[] input = _input.ToArray();
        if (!_faults.Add(KindOf(fault))) return;
        output.WriteLine($"FAULT of {target.Name}, from '{name}': {fault}");
        if (options.FailureDirectory is null) return;
        string kind = KindOf(fault);
        byte[] shortened = Minimiser.Shorten(input, bytes => _guard.Run(bytes) is { } same && KindOf(same) == kind);
        output.WriteLine($"Saved as {Save(input, "whole")}, and shortened as {Save(shortened, "short")}.");
    }

    private void ReportHang()
    {
        output.WriteLine($"FAULT of {target.Name}: an input does not come to an end. Saved as {Save(_input.Span, "hang")}.");
        output.Flush();
        Environment.Exit(1);
    }

    private string Save(ReadOnlySpan<byte> input, string form)
    {
        string directory = options.FailureDirectory ?? Path.GetTempPath();
        Directory.CreateDirectory(directory);
        string file = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{options.Seed}-{_faults.Count}-{form}.bin"));
        File.WriteAllBytes(file, input);
        return file;
    }

    /// <summary>Where it comes from: the same place, or the same rule, is the same fault.</summary>
    private static string KindOf(Exception fault) => fault is FuzzFault
        ? string.Concat(fault.Message.TakeWhile(static c => !char.IsAsciiDigit(c)))
        : $"{fault.GetType().Name} {fault.StackTrace?.Split('\n')[0]}";
}
