using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>The address of a contract that a transaction creates (yellow paper 7: the last 20 bytes of the hash of sender and nonce).</summary>
internal static class ContractAddress
{
    /// <summary>Computes it.</summary>
    /// <param name="rlp">Room; what it holds is dropped.</param>
    /// <param name="sender">The transaction's sender.</param>
    /// <param name="nonce">The sender's nonce in the transaction.</param>
    internal static Address Compute(RlpWriter rlp, in Address sender, ulong nonce)
    {
        rlp.Clear();
        int list = rlp.BeginList();
        rlp.WriteAddress(in sender);
        rlp.WriteNumber(nonce);
        rlp.EndList(list);
        return new Address(Keccak256.Hash(rlp.Written).Bytes[(Hash256.Length - Address.Length)..]);
    }
}
