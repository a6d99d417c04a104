using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;
using Org.BouncyCastle.Crypto.Digests;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Keccak-256 of 64 messages of one length; times are for one message. Divide by the length for the cost of a byte.</summary>
/// <remarks>Four and eight at once are measured on any machine; without AVX2 or AVX-512 they run without such instructions, slowly.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class KeccakBenchmarks
{
    private const int Messages = 64;

    private readonly KeccakBatch _four = new(4);
    private readonly KeccakBatch _eight = new(8);
    private readonly KeccakDigest _digest = new(256);
    private readonly byte[] _hash = new byte[Hash256.Length];
    private byte[] _buffer = [];

    /// <summary>A topic (one permutation), a branch of a trie (4), a long receipt (31).</summary>
    [Params(32, 532, 4096)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _buffer = new byte[(Messages * Length)];
        new Random(1).NextBytes(_buffer);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void BouncyCastle()
    {
        for (int i = 0; i < Messages; i++)
        {
            _digest.BlockUpdate(_buffer, i * Length, Length);
            _digest.DoFinal(_hash, 0);
        }
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public bool OneByOne()
    {
        bool isZero = false;
        for (int i = 0; i < Messages; i++) isZero |= Keccak256.Hash(_buffer.AsSpan(i * Length, Length)).IsZero;
        return isZero;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void FourAtOnce() => Run(_four);

    [Benchmark(OperationsPerInvoke = Messages)]
    public void EightAtOnce() => Run(_eight);

    private void Run(KeccakBatch batch)
    {
        batch.Clear();
        for (int i = 0; i < Messages; i++) batch.Add(new ArenaRange(i * Length, Length));
        batch.Run(_buffer);
    }
}
