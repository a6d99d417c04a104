using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Hexadecimal text of a hash and of a bloom filter, against the framework's own conversion without our checks.</summary>
[MemoryDiagnoser]
[MinColumn]
public class HexBenchmarks
{
    private readonly byte[] _bytes = new byte[256];
    private byte[] _text = [];
    private byte[] _destination = [];

    /// <summary>A hash, a bloom filter.</summary>
    [Params(32, 256)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_bytes);
        _text = TextEncoding.ASCII.GetBytes(Hex.ToText(_bytes.AsSpan(0, Length)));
        _destination = new byte[2 + (2 * Length)];
    }

    [Benchmark(Baseline = true)]
    public int FrameworkDecode()
    {
        Convert.FromHexString(_text.AsSpan(2), _destination, out _, out int written);
        return written;
    }

    [Benchmark]
    public bool Decode() => Hex.TryDecodeFixed(_text, _destination.AsSpan(0, Length));

    [Benchmark]
    public int FrameworkEncode()
    {
        Convert.TryToHexStringLower(_bytes.AsSpan(0, Length), _destination, out int written);
        return written;
    }

    [Benchmark]
    public int Encode() => Hex.Encode(_bytes.AsSpan(0, Length), _destination);
}
