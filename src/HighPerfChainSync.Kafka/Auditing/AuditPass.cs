using System.Globalization;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What the cursors of one audit share.</summary>
internal sealed class AuditPass(AuditGoal? goal, int partitions, TimeSpan patience, ILogger logger, TimeProvider time)
{
    private const int MaxIds = 400_000;
    private const int MinIdsOfPartition = 4_096;
    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_openPatience = TimeSpan.FromSeconds(10);

    private readonly List<string> _notes = [];
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _due = s_report;
    private long? _openSince;

    public AuditGoal? Goal => goal;

    public TimeProvider Time => time;

    public TimeSpan Patience => patience;

    /// <summary>Ids that each partition keeps.</summary>
    public int Window { get; } = Math.Max(MinIdsOfPartition, MaxIds / Math.Max(1, partitions));

    public long Records { get; set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Records behind the progress that was compared with.</summary>
    public long Later { get; private set; }

    /// <summary>The one of them with the highest block.</summary>
    public AuditedRecord? Latest { get; private set; }

    public void Note(string sentence) => _notes.Add(sentence);

    public void AddLater(in AuditedRecord record, long count = 1)
    {
        Later += count;
        if (Latest is not { } latest || record.Number > latest.Number) Latest = record;
    }

    /// <summary>Whether it has been waited long enough since a moment.</summary>
    public bool IsTired(long since) => time.GetElapsedTime(since) >= patience;

    /// <summary>Whether transactions that were open at the start have had the time that a commit takes, all partitions together.</summary>
    public bool IsTiredOfOpenTransactions()
    {
        _openSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_openSince.Value) >= s_openPatience;
    }

    /// <summary>Says now and then how far it has come.</summary>
    public void Report(ulong block)
    {
        TimeSpan elapsed = Elapsed;
        if (elapsed < _due) return;
        _due = elapsed + s_report;
        AuditLog.Progress(logger, Records.ToString("N0", CultureInfo.InvariantCulture), block, (long)(Records / elapsed.TotalSeconds));
    }
}
