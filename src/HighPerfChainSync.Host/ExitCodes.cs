using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host;

/// <summary>What the process says of itself when it ends. They are part of the interface: scripts and supervisors rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>The range is committed, or a signal ended the run in order.</summary>
    public const int Ok = 0;

    /// <summary>An option or a configuration key cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The node cannot serve this stream, or the progress found does not fit what was asked for.</summary>
    public const int Refused = 3;

    /// <summary>The sink failed: Kafka, files or standard output.</summary>
    public const int Sink = 4;

    /// <summary>The chain was reorganised, and the sink cannot take back what it wrote, or it is more than may be.</summary>
    public const int ParentMismatch = 5;

    /// <summary>Another instance has taken the stream over.</summary>
    public const int Fenced = 6;

    /// <summary><c>demo</c> read back something else than the chain holds.</summary>
    public const int CheckFailed = 7;

    /// <summary><c>consume --audit</c> found faults in the topics.</summary>
    public const int AuditFailed = 8;

    /// <summary>A block stayed wrong, and the stream was not to wait.</summary>
    public const int Unverified = 9;

    /// <summary><c>fsck</c> found faults in the topics.</summary>
    public const int FsckFailed = 10;

    /// <summary>A fault of the program itself.</summary>
    public const int Internal = 70;

    /// <summary>A second SIGINT; 128 + 2.</summary>
    public const int Interrupted = 130;

    /// <summary>A second SIGTERM; 128 + 15.</summary>
    public const int Terminated = 143;

    /// <summary>The table of <c>--help</c>, in the order of the codes.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Table { get; } =
    [
        (Ok, "the range is committed, or SIGINT/SIGTERM ended the run in order"),
        (Usage, "an option or a configuration key cannot be used"),
        (Refused, "the node cannot serve this stream, or the progress found does not fit"),
        (Sink, "Kafka or another output failed for good"),
        (ParentMismatch, "the chain was reorganised below what is written, and that cannot be followed: --emit, --max-reorg-depth"),
        (Fenced, "another instance has taken the stream over"),
        (CheckFailed, "demo: what was read back is not what the chain holds"),
        (AuditFailed, "consume --audit: the topics are not what the promises say"),
        (Unverified, "a block failed its checks again and again, as the first of its stream or with --on-unverified stop"),
        (FsckFailed, "fsck: blocks in the topics do not prove"),
        (Internal, "a fault of the program itself"),
        (Interrupted, "aborted by a second SIGINT"),
        (Terminated, "aborted by a second SIGTERM"),
    ];

    /// <summary>The code that an exception ends the process with; never <see cref="Ok"/>.</summary>
    public static int Of(Exception exception) =>
        exception is ChainSyncException known ? Of(known.Error) : Internal;

    /// <summary>The code that an error ends the process with; never <see cref="Ok"/>.</summary>
    public static int Of(ChainSyncError error) => error switch
    {
        ChainSyncError.Configuration => Usage,
        ChainSyncError.Sink or ChainSyncError.KafkaUnavailable or ChainSyncError.KafkaTopic => Sink,
        ChainSyncError.ParentMismatch or ChainSyncError.Reorg => ParentMismatch,
        ChainSyncError.Unverified => Unverified,
        ChainSyncError.Fenced => Fenced,
        ChainSyncError.Internal => Internal,
        _ => Refused,
    };
}
