using HighPerfChainSync.Fuzzing.Corpora;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["block", "verify", "answer", "record", "progress", "profile", "rlp", "fsck"];

    /// <summary>Creates one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="blocks">What its seeds are made of.</param>
    public static IFuzzTarget Create(string name, IReadOnlyList<FuzzSeed> blocks) => name switch
    {
        "block" => new BlockTarget(blocks),
        "verify" => new VerifyTarget(blocks),
        "answer" => new AnswerTarget(blocks),
        "record" => new RecordTarget(RecordCorpus.Records(blocks)),
        "progress" => new ProgressTarget(RecordCorpus.Progress()),
        "profile" => new ProfileTarget(),
        "fsck" => new FsckTarget(RecordCorpus.Records(blocks)),
        "rlp" => new RlpTarget(RlpCorpus.Load(blocks)),
        _ => throw new ArgumentException($"There is no target '{name}': use one of {string.Join(", ", Names)}.", nameof(name)),
    };
}
