using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The consensus encoding of a withdrawal (EIP-4895), the value in the withdrawal trie.</summary>
internal static class WithdrawalRlp
{
    /// <summary>Writes the withdrawal.</summary>
    internal static void Write(RlpWriter writer, in WithdrawalRecord withdrawal)
    {
        int list = writer.BeginList();
        writer.WriteNumber(withdrawal.Index);
        writer.WriteNumber(withdrawal.ValidatorIndex);
        writer.WriteAddress(in withdrawal.Address);
        writer.WriteNumber(withdrawal.Amount);
        writer.EndList(list);
    }
}
