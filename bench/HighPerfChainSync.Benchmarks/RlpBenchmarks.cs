using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Benchmarks;

/// <summary>RLP of a list of nine strings, as a legacy transaction is one: written, and read again.</summary>
/// <remarks>With <c>-p:NethereumBaseline=true</c> Nethereum.RLP does the same.</remarks>
[MemoryDiagnoser]
public class RlpBenchmarks
{
    private static readonly int[] s_lengths = [2, 5, 3, 20, 8, 68, 1, 32, 32];

    private readonly byte[][] _items = new byte[s_lengths.Length][];
    private readonly RlpWriter _writer = new();
    private byte[] _encoded = [];

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < _items.Length; i++)
        {
            _items[i] = new byte[s_lengths[i]];
            _items[i].AsSpan().Fill(0xE0);
        }

        Write();
        _encoded = _writer.Written.ToArray();
    }

    [Benchmark(Baseline = true)]
    public int Write()
    {
        _writer.Clear();
        int list = _writer.BeginList();
        foreach (byte[] item in _items) _writer.WriteString(item);
        _writer.EndList(list);
        return _writer.Length;
    }

    [Benchmark]
    public int Read()
    {
        int bytes = 0;
        new RlpReader(_encoded).TryReadList(out RlpReader items);
        while (items.TryReadString(out ReadOnlySpan<byte> item)) bytes += item.Length;
        return bytes;
    }

#if NETHEREUM_BASELINE
    [Benchmark]
    public byte[] NethereumWrite() =>
        Nethereum.RLP.RLP.EncodeList(Array.ConvertAll(_items, static item => Nethereum.RLP.RLP.EncodeElement(item)));

    [Benchmark]
    public object NethereumRead() => Nethereum.RLP.RLP.Decode(_encoded);
#endif
}
