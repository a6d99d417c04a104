namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>What each source may allocate on the managed heap, bytes; ARCHITECTURE.md lists them. No record costs anything.</summary>
/// <remarks>
/// The figures are those of the optimised build, which is what is shipped. Builds without optimisation make an object of each state machine
/// that optimised ones keep on the stack while nothing is waited for, so they have room for those: as much as there are of ours, no more.
/// </remarks>
internal static class AllocationBudgets
{
#if DEBUG
    private const double StateMachinesOfRequest = 1_500;
    private const double StateMachinesOfCommit = 2_500;
#else
    private const double StateMachinesOfRequest = 0;
    private const double StateMachinesOfCommit = 0;
#endif

    /// <summary>A block of mainnet's size on its whole way over HTTP/1.1, to the commit: promised for any build.</summary>
    public const double Block = 4096;

    /// <summary>A request of the RPC client: the framework's HTTP/1.1 client, mostly. A read that has to wait costs some 160 bytes, and how many do depends on the machine.</summary>
    public const double Request = 3_800 + StateMachinesOfRequest;

    /// <summary>A range of blocks: two requests, and what leads to them.</summary>
    public const double Range = (2 * Request) + 400;

    /// <summary>A transaction of the Kafka sink, its progress included.</summary>
    public const double KafkaCommit = 9_000 + StateMachinesOfCommit;

    /// <summary>A commit of the NDJSON sink: files are written and made durable.</summary>
    public const double FileCommit = 3_500 + StateMachinesOfCommit;
}
