using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka;

/// <content>What was checked travels with the records: in the progress, and in headers where they are wanted.</content>
public sealed partial class KafkaSink
{
    private readonly VerificationHeaders _verificationHeaders = new();

    /// <summary>The value of the header of a block's records; nothing when there is none.</summary>
    private ReadOnlySpan<byte> HeaderOf(BlockData block) =>
        (_options.Headers & KafkaHeaders.Verification) == 0 ? default : _verificationHeaders.Of(block.Verification);

    /// <summary>Says when blocks are checked otherwise than before: that is no reason to refuse, but a reader of the topics may want to know.</summary>
    private void NoteVerification(ProgressRecord next)
    {
        if (_progress.Verification is { } before && next.Verification is { } now && before.Level != now.Level)
            KafkaLog.VerificationChanged(_logger, now.Since, before.Level, now.Level);
    }
}
