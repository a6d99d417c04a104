using System.Buffers;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Benchmarks;

/// <summary>What a block takes from pools and gives back, beside what the framework has for it.</summary>
[MemoryDiagnoser]
[MinColumn]
public class MemoryBenchmarks
{
    /// <summary>As many pieces of data as a mainnet block has: inputs, log data, filters.</summary>
    private const int Pieces = 500;

    private static readonly BlockDataPool s_blocks = new();
    private readonly ByteArena _arena = new();
    private readonly ArrayBufferWriter<byte> _writer = new();
    private readonly byte[] _piece = new byte[300];

    /// <summary>Takes a block from its pool and returns it.</summary>
    [Benchmark]
    public void RentBlock() => s_blocks.Rent("benchmark").Return();

    /// <summary>Takes a slab for encoded records and returns it.</summary>
    [Benchmark]
    public void RentSlab() => SlabPool.Shared.Return(SlabPool.Shared.Rent());

    /// <summary>The same size from the framework's pool; not pinned.</summary>
    [Benchmark(Baseline = true)]
    public void RentArray() => ArrayPool<byte>.Shared.Return(ArrayPool<byte>.Shared.Rent(SlabPool.Shared.SlabSize));

    /// <summary>A block's variable-length data into its arena.</summary>
    [Benchmark(OperationsPerInvoke = Pieces)]
    public int FillArena()
    {
        _arena.Clear(int.MaxValue);
        for (int i = 0; i < Pieces; i++) _arena.Append(_piece);
        return _arena.Length;
    }

    /// <summary>The same into the framework's growing buffer.</summary>
    [Benchmark(OperationsPerInvoke = Pieces)]
    public int FillBufferWriter()
    {
        _writer.ResetWrittenCount();
        for (int i = 0; i < Pieces; i++) _writer.Write(_piece);
        return _writer.WrittenCount;
    }
}
