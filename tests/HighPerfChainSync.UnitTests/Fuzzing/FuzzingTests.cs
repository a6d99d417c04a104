using HighPerfChainSync.Fuzzing;
using HighPerfChainSync.Fuzzing.Corpora;
using HighPerfChainSync.Fuzzing.Running;
using HighPerfChainSync.Fuzzing.Targets;

namespace HighPerfChainSync.UnitTests.Fuzzing;

/// <summary>The short form of fuzzing: what is kept, and a few thousand inputs that are the same in every run.</summary>
public sealed class FuzzingTests
{
    private const int MaxBytes = 8 * 1024;
    private const long Inputs = 1_500;

    private static readonly Lazy<List<FuzzSeed>> s_blocks = new(static () => BlockCorpus.Load(includeShared: false, MaxBytes));

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_that_is_kept_is_read_or_refused(string name)
    {
        using IFuzzTarget target = FuzzTargets.Create(name, s_blocks.Value);
        var guard = new FuzzGuard(target);
        List<FuzzSeed> kept = KeptCorpus.Load(name);
        Assert.NotEmpty(kept);
        Assert.All(kept, seed => Assert.Null(guard.Run(seed.Bytes)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damage_of_any_kind_is_read_or_refused(string name)
    {
        using IFuzzTarget target = FuzzTargets.Create(name, s_blocks.Value);
        using var output = new StringWriter();
        var run = new FuzzRun(target, new FuzzOptions { Seed = 7, Inputs = Inputs }, output);
        run.Run(TestContext.Current.CancellationToken);
        Assert.True(run.Faults == 0, output.ToString());
        // Were nearly all inputs refused for the same reason, nothing would have been tried.
        Assert.InRange(run.Outcomes, 20, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        Assert.Equal(Run(3), Run(3));
        Assert.NotEqual(Run(3), Run(4));

        static string Run(ulong seed)
        {
            using var target = new RecordingTarget(s_blocks.Value);
            new FuzzRun(target, new FuzzOptions { Seed = seed, Inputs = 200 }, TextWriter.Null).Run(TestContext.Current.CancellationToken);
            return target.Digest;
        }
    }
}
