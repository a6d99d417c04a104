using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using Secp256k1Net;

namespace HighPerfChainSync.Verification;

/// <summary>Recovers the public key that made a signature over secp256k1 (yellow paper, appendix F), by Bitcoin Core's library.</summary>
/// <remarks>Allocates nothing. The native context is only read, so one serves all. Thread: any.</remarks>
internal static class SignatureRecovery
{
    /// <summary>Size in bytes of a public key: two coordinates.</summary>
    internal const int PublicKeyLength = 64;

    private const int SerializedLength = 1 + PublicKeyLength;
    private const int CompactLength = 64;
    private const int RecoverableLength = 65;

    private static readonly Lazy<Secp256k1> s_library = new(Load);

    /// <summary>Loads the native library, if that has not been done.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: it is not there for this platform.</exception>
    internal static void Prepare() => _ = s_library.Value;

    /// <summary>Recovers a public key.</summary>
    /// <param name="hash">What was signed.</param>
    /// <param name="r">The signature's first half.</param>
    /// <param name="s">The signature's second half, in the upper half of its range or not.</param>
    /// <param name="parity">The parity of the point that <paramref name="r"/> stands for, 0 or 1.</param>
    /// <param name="publicKey">64 bytes, written on success.</param>
    /// <returns>False when no key can have made this signature.</returns>
    internal static bool TryRecover(in Hash256 hash, in UInt256 r, in UInt256 s, int parity, Span<byte> publicKey)
    {
        Secp256k1 library = s_library.Value;
        Span<byte> compact = stackalloc byte[CompactLength];
        r.WriteBigEndian(compact);
        s.WriteBigEndian(compact[UInt256.Length..]);
        Span<byte> signature = stackalloc byte[RecoverableLength];
        Span<byte> key = stackalloc byte[PublicKeyLength];
        Span<byte> serialized = stackalloc byte[SerializedLength];
        nuint length = SerializedLength;
        if (!library.EcdsaRecoverableSignatureParseCompact(signature, compact, parity)
            || !library.EcdsaRecover(key, signature, hash.Bytes)
            || !library.EcPubkeySerialize(serialized, ref length, key, Secp256k1EcFlags.Uncompressed))
            return false;
        serialized[1..].CopyTo(publicKey);
        return true;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a loader throws means that the library is not to be had; the cause goes along.")]
    private static Secp256k1 Load()
    {
        try
        {
            return new Secp256k1();
        }
        catch (Exception e)
        {
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                $"Senders cannot be verified here: the native library libsecp256k1 cannot be loaded ({e.Message}). Use --verify roots on this platform.",
                e);
        }
    }
}
