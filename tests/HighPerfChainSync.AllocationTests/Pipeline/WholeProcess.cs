namespace HighPerfChainSync.AllocationTests.Pipeline;

/// <summary>Tests that count what all threads of the process allocate: nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "Whole process";
}
