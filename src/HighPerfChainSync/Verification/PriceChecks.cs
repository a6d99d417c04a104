using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Checks that <c>effectiveGasPrice</c>, and <c>gasPrice</c> where no hash holds it, follow from the fees of transaction and block (EIP-1559).</summary>
internal static class PriceChecks
{
    /// <summary>Checks a block. Where the node does not say a price there is nothing to check.</summary>
    /// <param name="block">Decoded, with its receipts.</param>
    /// <param name="counted">How many of its transactions count.</param>
    /// <param name="hasOwnRules">Whether the chain has transactions of types that are not known here, and so may have prices of its own.</param>
    /// <param name="verdict">Receives what was found.</param>
    internal static void Check(BlockData block, int counted, bool hasOwnRules, BlockVerdict verdict)
    {
        ref readonly BlockHeader header = ref block.Header;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            if (!TryCompute(in header, in transaction, out UInt256 price)) continue;
            CheckOffer(in transaction, in price, hasOwnRules, verdict);
            if (!transaction.Has(TransactionFields.EffectiveGasPrice)) continue;
            bool holds = transaction.EffectiveGasPrice == price;
            if (!holds && hasOwnRules) verdict.CannotVerify(BlockCheck.GasPrice, UnverifiableReason.UnknownTransactionType);
            else if (verdict.Fails(BlockCheck.GasPrice, holds))
                verdict.Explain($"the receipt of transaction {transaction.Index} has the effectiveGasPrice {transaction.EffectiveGasPrice}, but its fees make {price}");
        }
    }

    /// <summary>The <c>gasPrice</c> of a transaction with fee caps is in no hash: nodes send what was paid, a few what was offered at most.</summary>
    private static void CheckOffer(in TransactionRecord transaction, in UInt256 price, bool hasOwnRules, BlockVerdict verdict)
    {
        if (transaction.Type < TransactionType.DynamicFee || !transaction.Has(TransactionFields.GasPrice)) return;
        bool holds = transaction.GasPrice == price || transaction.GasPrice == transaction.MaxFeePerGas;
        if (!holds && hasOwnRules) verdict.CannotVerify(BlockCheck.GasPrice, UnverifiableReason.UnknownTransactionType);
        else if (verdict.Fails(BlockCheck.GasPrice, holds))
            verdict.Explain($"transaction {transaction.Index} has the gasPrice {transaction.GasPrice}, but its fees make {price}");
    }

    private static bool TryCompute(in BlockHeader header, in TransactionRecord transaction, out UInt256 price)
    {
        const TransactionFields Fees = TransactionFields.MaxFeePerGas | TransactionFields.MaxPriorityFeePerGas;
        price = transaction.GasPrice;
        switch (transaction.Type)
        {
            case TransactionType.Legacy or TransactionType.AccessList:
                return transaction.Has(TransactionFields.GasPrice);
            case TransactionType.DynamicFee or TransactionType.Blob or TransactionType.SetCode:
                if ((transaction.Present & Fees) != Fees || !header.Has(HeaderFields.BaseFeePerGas)) return false;
                UInt256 offered = header.BaseFeePerGas + transaction.MaxPriorityFeePerGas;
                price = offered < transaction.MaxFeePerGas ? offered : transaction.MaxFeePerGas;
                return true;
            default:
                return false;
        }
    }
}
