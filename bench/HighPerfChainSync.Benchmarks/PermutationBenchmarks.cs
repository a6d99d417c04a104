using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Keccak-f[1600] alone; times are for one state, whatever number is worked on at once.</summary>
[MinColumn]
public class PermutationBenchmarks
{
    private const int Rounds = 100;

    private readonly ulong[] _states = GC.AllocateArray<ulong>(KeccakPermutation.Lanes * 8, pinned: true);

    [Benchmark(Baseline = true, OperationsPerInvoke = Rounds)]
    public void One()
    {
        for (int i = 0; i < Rounds; i++) KeccakPermutation.Apply(_states);
    }

    [Benchmark(OperationsPerInvoke = 4 * Rounds)]
    public void Four()
    {
        for (int i = 0; i < Rounds; i++) KeccakPermutation4.Apply(ref _states[0]);
    }

    [Benchmark(OperationsPerInvoke = 8 * Rounds)]
    public void Eight()
    {
        for (int i = 0; i < Rounds; i++) KeccakPermutation8.Apply(ref _states[0]);
    }
}
