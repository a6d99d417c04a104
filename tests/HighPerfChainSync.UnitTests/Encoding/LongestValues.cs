using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Sets every number of a block to the value with the longest text.</summary>
internal static class LongestValues
{
    public static void Fill(BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        header.Number = header.Timestamp = header.GasLimit = header.GasUsed = header.Size = ulong.MaxValue;
        header.BlobGasUsed = header.ExcessBlobGas = ulong.MaxValue;
        header.Difficulty = header.TotalDifficulty = header.BaseFeePerGas = UInt256.MaxValue;
        foreach (ref WithdrawalRecord withdrawal in block.Withdrawals.Items)
            withdrawal.Index = withdrawal.ValidatorIndex = withdrawal.Amount = ulong.MaxValue;
        foreach (ref TransactionRecord transaction in block.Transactions.Items)
            Fill(ref transaction);
        foreach (ref RollupRecord rollup in block.Rollup.Items)
            rollup.L1Fee = rollup.L1GasUsed = rollup.L1GasPrice = UInt256.MaxValue;
        foreach (ref LogRecord log in block.Logs.Items)
            log.LogIndex = log.TransactionIndex = uint.MaxValue;
        foreach (ref TokenTransferRecord transfer in block.TokenTransfers.Items)
        {
            transfer.Value = UInt256.MaxValue;
            transfer.LogIndex = uint.MaxValue;
        }
    }

    private static void Fill(ref TransactionRecord transaction)
    {
        transaction.Type = transaction.Nonce = transaction.Gas = transaction.Status = ulong.MaxValue;
        transaction.Index = uint.MaxValue;
        transaction.CumulativeGasUsed = transaction.GasUsed = transaction.BlobGasUsed = ulong.MaxValue;
        transaction.Value = transaction.GasPrice = transaction.MaxFeePerGas = transaction.MaxPriorityFeePerGas = UInt256.MaxValue;
        transaction.MaxFeePerBlobGas = transaction.EffectiveGasPrice = transaction.BlobGasPrice = UInt256.MaxValue;
    }
}
