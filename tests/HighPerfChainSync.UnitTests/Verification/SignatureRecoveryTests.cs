using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

/// <summary>Signatures, with the example of EIP-155.</summary>
public sealed class SignatureRecoveryTests
{
    private static readonly Hash256 s_hash = Hash256.Parse("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    private static readonly UInt256 s_r = Number("28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276");
    private static readonly UInt256 s_s = Number("67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");

    [Fact]
    public void RecoversThePublishedSender()
    {
        Assert.Equal(Address.Parse("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"), Recover(s_s, 0));
        Assert.NotEqual(Recover(s_s, 0), Recover(s_s, 1));
    }

    [Fact]
    public void TheUpperHalfIsTaken()
    {
        // n − s with the other parity is the same signature; before Homestead it was allowed.
        UInt256 mirrored = Number("98341627668089e51348fccfb4c7ff31c55912f2d2e47ef09652acf665fad3be");
        Assert.Equal(Recover(s_s, 0), Recover(mirrored, 1));
    }

    [Fact]
    public void WhatNoKeyCanHaveMadeIsRefused()
    {
        Span<byte> key = stackalloc byte[SignatureRecovery.PublicKeyLength];
        Assert.False(SignatureRecovery.TryRecover(in s_hash, UInt256.Zero, in s_s, 0, key));
        Assert.False(SignatureRecovery.TryRecover(in s_hash, in s_r, UInt256.Zero, 0, key));
        Assert.False(SignatureRecovery.TryRecover(in s_hash, UInt256.MaxValue, in s_s, 0, key));
        Assert.False(SignatureRecovery.TryRecover(in s_hash, 5UL, in s_s, 0, key)); // No point of the curve has x = 5.
    }

    [Theory]
    [InlineData(27, 0, null)]
    [InlineData(28, 1, null)]
    [InlineData(37, 0, 1)]
    [InlineData(38, 1, 1)]
    [InlineData(35, 0, 0)]
    [InlineData(309, 0, 137)]
    public void LegacyV(ulong v, int parity, int? chainId)
    {
        TransactionRecord transaction = Signed(TransactionType.Legacy, v);
        Assert.True(SigningRlp.TryReadSignature(in transaction, out int read, out UInt256? id));
        Assert.Equal(parity, read);
        Assert.Equal(chainId is null ? null : (UInt256?)new UInt256((ulong)chainId.Value), id);
    }

    [Fact]
    public void AWideChainIdIsRead()
    {
        // 2 · (2^64 − 1) + 35
        TransactionRecord transaction = Signed(TransactionType.Legacy, new UInt256(33, 2));
        Assert.True(SigningRlp.TryReadSignature(in transaction, out int parity, out UInt256? id));
        Assert.Equal(0, parity);
        Assert.Equal(new UInt256(ulong.MaxValue), id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(29)]
    [InlineData(34)]
    public void OtherFormsAreNotKnown(ulong v)
    {
        TransactionRecord transaction = Signed(TransactionType.Legacy, v);
        Assert.False(SigningRlp.TryReadSignature(in transaction, out _, out _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(27, 0)]
    [InlineData(28, 1)]
    public void TypedParity(ulong v, int parity)
    {
        TransactionRecord transaction = Signed(TransactionType.DynamicFee, v);
        Assert.True(SigningRlp.TryReadSignature(in transaction, out int read, out UInt256? id));
        Assert.Equal(parity, read);
        Assert.Null(id);
    }

    [Fact]
    public void NoSignatureIsNone()
    {
        TransactionRecord transaction = Signed(TransactionType.Legacy, 27);
        transaction.R = transaction.S = UInt256.Zero;
        Assert.False(SigningRlp.TryReadSignature(in transaction, out _, out _));
    }

    private static TransactionRecord Signed(ulong type, UInt256 v) =>
        new() { Type = type, V = v, R = s_r, S = s_s, Present = TransactionFields.V | TransactionFields.R | TransactionFields.S };

    private static Address Recover(UInt256 s, int parity)
    {
        Span<byte> key = stackalloc byte[SignatureRecovery.PublicKeyLength];
        Assert.True(SignatureRecovery.TryRecover(in s_hash, in s_r, in s, parity, key));
        return new Address(Keccak256.Hash(key).Bytes[(Hash256.Length - Address.Length)..]);
    }

    private static UInt256 Number(string hex) => UInt256.FromBigEndian(Convert.FromHexString(hex));
}
