using System.Globalization;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Numbers from a node's hexadecimal to our decimal text, against <see cref="BigInteger"/>.</summary>
[MemoryDiagnoser]
[MinColumn]
public class NumberBenchmarks
{
    private byte[] _hex = [];
    private string _text = "";
    private UInt256 _value;
    private BigInteger _big;
    private readonly byte[] _digits = new byte[UInt256.MaxDecimalDigits];

    /// <summary>Bits that are set: a gas price, an amount of tokens, an unlimited allowance.</summary>
    [Params(36, 80, 256)]
    public int Bits { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _big = (BigInteger.One << Bits) - 1;
        _text = _big.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        _hex = TextEncoding.ASCII.GetBytes("0x" + _text);
        _text = "0" + _text;
        if (!Hex.TryParseQuantity(_hex, out _value)) throw new InvalidOperationException("The text is no number.");
    }

    [Benchmark]
    public bool ParseQuantity() => Hex.TryParseQuantity(_hex, out UInt256 _);

    [Benchmark]
    public BigInteger BigIntegerParse() => BigInteger.Parse(_text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [Benchmark]
    public int FormatDecimal()
    {
        _value.TryFormat(_digits, out int written);
        return written;
    }

    [Benchmark(Baseline = true)]
    public string BigIntegerFormat() => _big.ToString(CultureInfo.InvariantCulture);
}
