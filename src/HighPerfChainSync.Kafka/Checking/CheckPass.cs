using HighPerfChainSync.Checking;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>What the cursors of one check share.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class CheckPass(CheckRange range, TimeSpan patience, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_openPatience = TimeSpan.FromSeconds(10);

    private readonly List<string> _notes = [];
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _due = s_report;
    private long? _openSince;

    /// <summary>The blocks that are checked.</summary>
    public CheckRange Range => range;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>How long a broker that gives nothing is waited for.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Retractions that were read.</summary>
    public long Retractions { get; set; }

    /// <summary>How long it has taken.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>What a reader should know besides.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a note.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Whether transactions that were open at the start have had the time that a commit takes, all partitions together.</summary>
    public bool IsTiredOfOpenTransactions()
    {
        _openSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_openSince.Value) >= s_openPatience;
    }

    /// <summary>Says now and then how far it has come.</summary>
    public void Report(StoredBlockChecker checker)
    {
        TimeSpan elapsed = Elapsed;
        if (elapsed < _due || checker.LastNumber is not { } number) return;
        _due = elapsed + s_report;
        CheckLog.Progress(logger, checker.Blocks, number, range.Last, checker.Blocks / elapsed.TotalSeconds, checker.Faults);
    }
}
