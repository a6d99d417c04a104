using HighPerfChainSync.EndToEnd.Figures;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>Latency of blocks at the head, milliseconds from the moment that counts as their start.</summary>
internal sealed record HeadFigures
{
    /// <summary>Until block and receipts are here and decoded.</summary>
    public List<double> Fetched { get; } = [];

    /// <summary>Until the records are encoded.</summary>
    public List<double> Encoded { get; } = [];

    /// <summary>Until the transaction is committed.</summary>
    public List<double> Committed { get; } = [];

    /// <summary>Until a <c>read_committed</c> consumer has the last record.</summary>
    public List<double> Read { get; } = [];

    /// <summary>Blocks in a transaction; 1 when the stream keeps up.</summary>
    public double BlocksPerCommit { get; set; }

    /// <summary>A percentile of the whole way.</summary>
    public double Percentile(double percent) => Statistic.Percentile(Read, percent);
}
