using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Progress;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>The progress record: what is taken is written again as it was meant.</summary>
internal sealed class ProgressTarget(IReadOnlyList<FuzzSeed> seeds) : IFuzzTarget
{
    private long _taken;
    private long _refused;

    public string Name => "progress";

    public IReadOnlyList<FuzzSeed> Seeds => seeds;

    public int BytesPerByte => 64;

    public string Summary => $"{_taken} taken, {_refused} refused";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        ProgressRecord progress;
        try
        {
            progress = ProgressCodec.Read(input.Span, "topic");
        }
        catch (ChainSyncException refusal)
        {
            _refused++;
            if (refusal.Message.Length > 2_000) throw new FuzzFault($"A refusal of {refusal.Message.Length} characters.");
            return Outcome.Of(refusal);
        }

        _taken++;
        byte[] written = ProgressCodec.Write(progress);
        if (!ProgressCodec.Write(ProgressCodec.Read(written, "topic")).AsSpan().SequenceEqual(written)) throw new FuzzFault("It is not read as it was written.");
        return Outcome.Of((ulong)progress.Recent.Length, (ulong)progress.Topics.Length, progress.Last is null ? 0u : 1u, (ulong)progress.Layout.By, (ulong)progress.Layout.Key);
    }

    public void Dispose()
    {
    }
}
