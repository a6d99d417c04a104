using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math.EC;
using BigInteger = Org.BouncyCastle.Math.BigInteger;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Recovers the public key of one signature: ours, by Bitcoin Core's library, and BouncyCastle's arithmetic.</summary>
[MemoryDiagnoser]
public class SignatureBenchmarks
{
    private static readonly X9ECParameters s_curve = CustomNamedCurves.GetByName("secp256k1");

    private readonly byte[] _r = Convert.FromHexString("28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276");
    private readonly byte[] _s = Convert.FromHexString("67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    private readonly byte[] _key = new byte[SignatureRecovery.PublicKeyLength];
    private readonly Hash256 _hash = Hash256.Parse("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");

    [Benchmark(Baseline = true)]
    public bool Libsecp256k1() =>
        SignatureRecovery.TryRecover(in _hash, UInt256.FromBigEndian(_r), UInt256.FromBigEndian(_s), 0, _key);

    [Benchmark]
    public int BouncyCastle()
    {
        BigInteger n = s_curve.N;
        BigInteger inverse = new BigInteger(1, _r).ModInverse(n);
        BigInteger hash = new BigInteger(1, _hash.Bytes.ToArray()).Negate().Mod(n);
        ECPoint point = s_curve.Curve.DecodePoint([2, .. _r]);
        ECPoint key = ECAlgorithms.SumOfTwoMultiplies(
            s_curve.G, hash.Multiply(inverse).Mod(n), point, new BigInteger(1, _s).Multiply(inverse).Mod(n));
        return key.Normalize().GetEncoded(false).Length;
    }
}
