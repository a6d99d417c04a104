using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Recomputes hashes and roots of a block and compares them with what its header and its transactions say.</summary>
/// <remarks>Allocates only to grow, unless something does not hold. Owner: a <see cref="BlockVerifier"/>; returned by: nobody; thread: its owner's.</remarks>
internal sealed class RootChecks(ChainProfile profile)
{
    private const TransactionFields Outcomes = TransactionFields.Root | TransactionFields.Status;

    private readonly BlockRoots _roots = new();
    private readonly BloomChecks _blooms = new();
    private readonly RlpWriter _rlp = new();

    /// <summary>Checks a block.</summary>
    /// <param name="block">Decoded, with its receipts.</param>
    /// <param name="counted">How many of its transactions are in the tries.</param>
    /// <param name="verdict">Receives what was found.</param>
    internal void Check(BlockData block, int counted, BlockVerdict verdict)
    {
        bool hasBlooms = _blooms.Prepare(block, counted);
        _roots.Begin();
        bool areTypesKnown = _roots.AddTransactions(block, counted);
        _roots.AddReceipts(block, counted, hasBlooms ? default : _blooms.Computed);
        if (block.Header.Has(HeaderFields.Withdrawals)) _roots.AddWithdrawals(block);
        _roots.AddHeader(block);
        _roots.Run();

        CheckHash(block, verdict);
        CheckTransactions(block, counted, areTypesKnown, verdict);
        CheckWithdrawals(block, verdict);
        CheckReceipts(block, counted, areTypesKnown, hasBlooms, verdict);
        CheckCreated(block, counted, verdict);
        _blooms.Check(block, counted, verdict.Passed.Contains(BlockCheck.ReceiptsRoot), verdict);
    }

    private void CheckHash(BlockData block, BlockVerdict verdict)
    {
        ref readonly BlockHeader header = ref block.Header;
        bool holds = _roots.BlockHash == header.Hash;
        if (!holds && profile.HasValidatorSeals && !header.Difficulty.IsZero)
            verdict.CannotVerify(BlockCheck.BlockHash, UnverifiableReason.Profile);
        else if ((header.Present & HeaderRlp.BaseFields) != HeaderRlp.BaseFields || HeaderRlp.LacksNumber(in header) || (!holds && header.LogsBloom.Length == 0))
            verdict.CannotVerify(BlockCheck.BlockHash, UnverifiableReason.MissingField); // Even if it holds: a number that is absent hashes like zero.
        else if (!holds && (block.Findings & BlockFindings.UnknownBlockField) != 0)
            verdict.CannotVerify(BlockCheck.BlockHash, UnverifiableReason.UnknownField);
        else if (verdict.Fails(BlockCheck.BlockHash, holds))
            verdict.Explain($"its header hashes to {_roots.BlockHash}");
    }

    private void CheckTransactions(BlockData block, int counted, bool areTypesKnown, BlockVerdict verdict)
    {
        UnverifiableReason reason = areTypesKnown ? UnverifiableReason.None : UnverifiableReason.UnknownTransactionType;
        verdict.Pass(BlockCheck.TransactionHash);
        for (int i = 0; i < counted; i++)
        {
            ref readonly TransactionRecord transaction = ref block.Transactions[i];
            if (!_roots.HasTransactionHash(i) || _roots.TransactionHash(i) == transaction.Hash) continue;
            UnverifiableReason why = WhyNotHashed(block, in transaction);
            if (why != UnverifiableReason.None) reason = why;
            else if (verdict.Fails(BlockCheck.TransactionHash, holds: false))
                verdict.Explain($"transaction {i}, {transaction.Hash}, hashes to {_roots.TransactionHash(i)}");
        }

        if (reason != UnverifiableReason.None) verdict.CannotVerify(BlockCheck.TransactionHash, reason);
        CompareRoot(BlockCheck.TransactionsRoot, block.Header.Has(HeaderFields.TransactionsRoot), _roots.TransactionsRoot, block.Header.TransactionsRoot, reason, verdict);
    }

    /// <summary>Why a transaction whose hash is not found may be right all the same.</summary>
    private static UnverifiableReason WhyNotHashed(BlockData block, in TransactionRecord transaction)
    {
        if (TransactionType.IsIncomplete(block, in transaction)) return UnverifiableReason.MissingField;
        return (block.Findings & BlockFindings.UnknownTransactionField) != 0 ? UnverifiableReason.UnknownField : UnverifiableReason.None;
    }

    private void CheckReceipts(BlockData block, int counted, bool areTypesKnown, bool hasBlooms, BlockVerdict verdict)
    {
        UnverifiableReason reason = areTypesKnown ? UnverifiableReason.None : UnverifiableReason.UnknownTransactionType;
        if ((block.Findings & BlockFindings.UnknownReceiptField) != 0) reason = UnverifiableReason.UnknownField;
        bool hasBoth = false;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            TransactionFields outcome = transaction.Present & Outcomes;
            hasBoth |= outcome == Outcomes;
            if (outcome == 0 || !transaction.Has(TransactionFields.CumulativeGasUsed)) reason = UnverifiableReason.MissingField;
        }

        Hash256 root = _roots.ReceiptsRoot;
        if (hasBoth && root != block.Header.ReceiptsRoot)
        {
            // Which of the two is in the receipts is the fork's to say; here the root does. Nothing else is read from the roots any more.
            _roots.Begin();
            _roots.AddReceipts(block, counted, hasBlooms ? default : _blooms.Computed, prefersStatus: true);
            _roots.Run();
            root = _roots.ReceiptsRoot;
        }

        CompareRoot(BlockCheck.ReceiptsRoot, block.Header.Has(HeaderFields.ReceiptsRoot), root, block.Header.ReceiptsRoot, reason, verdict);
        // Even if it holds: a status that is absent is hashed like a failure's.
        if (reason == UnverifiableReason.MissingField) verdict.CannotVerify(BlockCheck.ReceiptsRoot, reason);
    }

    private void CheckWithdrawals(BlockData block, BlockVerdict verdict)
    {
        ref readonly BlockHeader header = ref block.Header;
        if (!header.Has(HeaderFields.WithdrawalsRoot) && block.Withdrawals.Count == 0) return;
        UnverifiableReason reason = UnverifiableReason.None;
        if (!header.Has(HeaderFields.Withdrawals)) reason = UnverifiableReason.MissingField;
        else if (IsOfOpStack(block)) reason = UnverifiableReason.Profile;
        CompareRoot(BlockCheck.WithdrawalsRoot, header.Has(HeaderFields.WithdrawalsRoot), _roots.WithdrawalsRoot, header.WithdrawalsRoot, reason, verdict);
    }

    /// <summary>Whether the block begins with a deposit: then it has no withdrawals, and since Isthmus the root is that of a contract's storage.</summary>
    private static bool IsOfOpStack(BlockData block) =>
        block.Withdrawals.Count == 0 && block.Transactions.Count > 0 && block.Transactions[0].Type == TransactionType.Deposit;

    /// <summary>Compares a root. One that does not fit, for which there is a reason, could not be verified.</summary>
    private static void CompareRoot(BlockCheck check, bool isGiven, in Hash256 computed, in Hash256 given, UnverifiableReason reason, BlockVerdict verdict)
    {
        bool holds = computed == given;
        if (!isGiven) verdict.CannotVerify(check, UnverifiableReason.MissingField);
        else if (!holds && reason != UnverifiableReason.None) verdict.CannotVerify(check, reason);
        else if (verdict.Fails(check, holds)) verdict.Explain($"the root is {computed}, but the header says {given}");
    }

    private void CheckCreated(BlockData block, int counted, BlockVerdict verdict)
    {
        bool isMissing = false;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            if (!TransactionType.IsKnown(transaction.Type)) continue;
            if (!transaction.Has(TransactionFields.ContractAddress))
            {
                isMissing |= !transaction.Has(TransactionFields.To) && !transaction.Has(TransactionFields.Status) && TryGetNonce(block, in transaction, out _);
                if (verdict.Fails(BlockCheck.ContractAddress, !HasCreated(in transaction)))
                    verdict.Explain($"the receipt of transaction {transaction.Index} has no contractAddress, but the transaction creates a contract");
                continue;
            }

            if (transaction.Has(TransactionFields.To))
            {
                // Some nodes send the zero address instead of null.
                if (verdict.Fails(BlockCheck.ContractAddress, transaction.ContractAddress.IsZero))
                    verdict.Explain($"the receipt of transaction {transaction.Index} has a contractAddress, but the transaction creates none");
                continue;
            }

            if (!TryGetNonce(block, in transaction, out ulong nonce)) continue;
            Address address = ContractAddress.Compute(_rlp, in transaction.From, nonce);
            if (verdict.Fails(BlockCheck.ContractAddress, transaction.ContractAddress == address))
                verdict.Explain($"the receipt of transaction {transaction.Index} has the contractAddress {transaction.ContractAddress}, but sender and nonce make {address}");
        }

        if (isMissing) verdict.CannotVerify(BlockCheck.ContractAddress, UnverifiableReason.MissingField);
    }

    /// <summary>Whether the transaction has created a contract for sure: where it failed, nodes differ.</summary>
    private static bool HasCreated(in TransactionRecord transaction) =>
        transaction.Type <= TransactionType.SetCode && !transaction.Has(TransactionFields.To)
        && transaction.Has(TransactionFields.Receipt) && transaction.Has(TransactionFields.Status) && transaction.Status == 1;

    /// <summary>The nonce that the address is made of: a deposit's is in its receipt (OP Stack, Regolith); other pseudo-transactions have none.</summary>
    private static bool TryGetNonce(BlockData block, in TransactionRecord transaction, out ulong nonce)
    {
        nonce = transaction.Nonce;
        if (transaction.Type <= TransactionType.SetCode) return true;
        if (transaction.Type != TransactionType.Deposit || transaction.RollupIndex < 0) return false;
        ref readonly RollupRecord rollup = ref block.Rollup[transaction.RollupIndex];
        nonce = rollup.DepositNonce;
        return rollup.Has(RollupFields.DepositNonce);
    }
}
