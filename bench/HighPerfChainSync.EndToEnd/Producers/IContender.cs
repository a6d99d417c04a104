namespace HighPerfChainSync.EndToEnd.Producers;

/// <summary>A way to produce a workload in transactions.</summary>
internal interface IContender : IDisposable
{
    /// <summary>What it is, for the table.</summary>
    string Name { get; }

    /// <summary>Produces transactions one after another and measures them; what comes before the first is not measured.</summary>
    /// <param name="transactions">How many.</param>
    /// <param name="blocksPerTransaction">Blocks of the workload in each.</param>
    ProducerRun Run(int transactions, int blocksPerTransaction);
}
