using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Makes whole blocks: hashes, roots, blooms, created addresses and sizes are valid; the state behind them is not there.</summary>
/// <remarks>A block follows from the seed, its number and its parent's hash alone. Thread: one at a time.</remarks>
internal sealed class BlockGenerator(GeneratorOptions options)
{
    private const ulong BlockKind = 0;
    private const ulong BlobGas = 131_072;
    private const ulong GasLimit = 36_000_000;

    /// <summary>The hash of an empty list of execution requests (EIP-7685): the SHA-256 of nothing.</summary>
    private static readonly Hash256 s_noRequests = Hash256.Parse("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    private static readonly Hash256 s_noUncles = Keccak256.Hash([0xC0]);

    private readonly LogGenerator _logs = new(new Cast(options));
    private readonly TransactionGenerator _transactions = new(new Cast(options), options.ChainId);
    private readonly BlockHasher _hasher = new();

    /// <summary>Fills an empty block.</summary>
    internal void Generate(BlockData block, ulong number, in Hash256 parentHash)
    {
        DeterministicRandom random = DeterministicRandom.For(options.Seed, BlockKind, number);
        BeginHeader(block, number, in parentHash, ref random);
        BlockPlan plan = BlockPlan.Of(options, Distributions.Transactions.Draw(ref random) / Distributions.Divisor(options.Shape));
        for (int i = 0; i < plan.Transactions; i++) AddTransaction(block, number, in plan, ref random);
        AddWithdrawals(block, number, ref random);
        Finish(block);
    }

    private void BeginHeader(BlockData block, ulong number, in Hash256 parentHash, ref DeterministicRandom random)
    {
        ref BlockHeader header = ref block.Header;
        header.Present = HeaderFields.Nonce | HeaderFields.MixHash | HeaderFields.Sha3Uncles | HeaderFields.LogsBloom
            | HeaderFields.TransactionsRoot | HeaderFields.StateRoot | HeaderFields.ReceiptsRoot | HeaderFields.Miner
            | HeaderFields.Difficulty | HeaderFields.Size | HeaderFields.ExtraData | HeaderFields.BaseFeePerGas
            | HeaderFields.WithdrawalsRoot | HeaderFields.Withdrawals | HeaderFields.BlobGasUsed | HeaderFields.ExcessBlobGas
            | HeaderFields.ParentBeaconBlockRoot | HeaderFields.RequestsHash | HeaderFields.Uncles | HeaderFields.GasLimit | HeaderFields.GasUsed;
        header.Number = number;
        header.ParentHash = parentHash;
        header.Timestamp = options.StartTime + ((number - options.First) * 12);
        header.GasLimit = GasLimit;
        header.BaseFeePerGas = 1_000_000_000 + random.Below(40_000_000_000);
        header.ExcessBlobGas = BlobGas * random.Below(400);
        header.Sha3Uncles = s_noUncles;
        header.StateRoot = random.NextHash();
        header.MixHash = random.NextHash();
        header.ParentBeaconBlockRoot = random.NextHash();
        header.RequestsHash = s_noRequests;
        header.Miner = random.NextAddress();
        header.ExtraData = block.Arena.Append("generated"u8);
        header.Nonce = block.Arena.Append(stackalloc byte[8]);
    }

    private void AddTransaction(BlockData block, ulong number, in BlockPlan plan, ref DeterministicRandom random)
    {
        int index = block.Transactions.Count;
        ulong before = index == 0 ? 0 : block.Transactions[index - 1].CumulativeGasUsed;
        ref TransactionRecord transaction = ref _transactions.Add(block, number, block.Header.BaseFeePerGas, plan.InputBytesOf(index), ref random);
        int? logs = plan.LogsOf(index);
        bool succeeds = !random.Permille(25) || logs > 0;
        transaction.Present |= TransactionFields.Receipt | TransactionFields.ReceiptType | TransactionFields.Status
            | TransactionFields.EffectiveGasPrice | TransactionFields.ReceiptBloom | TransactionFields.CumulativeGasUsed | TransactionFields.ReceiptGasUsed;
        transaction.ReceiptType = transaction.Type;
        transaction.Status = succeeds ? 1UL : 0;
        transaction.EffectiveGasPrice = transaction.GasPrice;
        transaction.GasUsed = transaction.Gas - random.Below((transaction.Gas - 21_000) / 2 + 1);
        transaction.CumulativeGasUsed = before + transaction.GasUsed;
        transaction.LogStart = block.Logs.Count;
        SetBlobGas(block, ref transaction);
        if (!transaction.Has(TransactionFields.To) && succeeds)
        {
            transaction.Present |= TransactionFields.ContractAddress;
            transaction.ContractAddress = _hasher.ComputeCreatedAddress(in transaction.From, transaction.Nonce);
        }

        // A transfer to an account logs nothing; one to a contract without call data may.
        bool mayLog = !transaction.Input.IsEmpty || random.Permille(100);
        if (succeeds && mayLog)
        {
            transaction.LogCount = Distributions.Logs.Draw(ref random);
        }

        transaction.LogCount = logs ?? transaction.LogCount;
        for (int i = 0; i < transaction.LogCount; i++) _logs.Add(block, index, in plan, ref random);

        transaction.ReceiptBloom = block.Arena.Reserve(LogsBloom.Length, out Span<byte> bloom);
        bloom.Clear();
        for (int i = 0; i < transaction.LogCount; i++) LogsBloom.Add(bloom, in block.Logs[transaction.LogStart + i]);
    }

    private static void SetBlobGas(BlockData block, ref TransactionRecord transaction)
    {
        if (transaction.Type != TransactionType.Blob) return;
        transaction.Present |= TransactionFields.ReceiptBlobGasUsed | TransactionFields.ReceiptBlobGasPrice;
        transaction.BlobGasUsed = BlobGas * (ulong)(transaction.BlobVersionedHashes.Length / Hash256.Length);
        transaction.BlobGasPrice = 1;
        block.Header.BlobGasUsed += transaction.BlobGasUsed;
    }

    private void AddWithdrawals(BlockData block, ulong number, ref DeterministicRandom random)
    {
        int count = Distributions.Withdrawals(options.Shape);
        for (int i = 0; i < count; i++)
        {
            ref WithdrawalRecord withdrawal = ref block.Withdrawals.Add();
            withdrawal.Index = (number * (ulong)count) + (ulong)i;
            withdrawal.ValidatorIndex = random.Below(1_000_000);
            withdrawal.Address = random.NextAddress();
            withdrawal.Amount = random.Between(1_000_000, 20_000_000);
        }
    }

    private void Finish(BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        int count = block.Transactions.Count;
        header.GasUsed = count == 0 ? 0 : block.Transactions[count - 1].CumulativeGasUsed;
        header.GasLimit = Math.Max(GasLimit, header.GasUsed);
        header.LogsBloom = block.Arena.Reserve(LogsBloom.Length, out Span<byte> bloom);
        bloom.Clear();
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            ReadOnlySpan<byte> part = block.Arena.GetSpan(transaction.ReceiptBloom);
            for (int i = 0; i < bloom.Length; i++) bloom[i] |= part[i];
        }

        header.TransactionsRoot = _hasher.HashTransactions(block, out int transactions);
        header.ReceiptsRoot = _hasher.ComputeReceiptsRoot(block);
        header.WithdrawalsRoot = _hasher.ComputeWithdrawalsRoot(block, out int withdrawals);
        header.Hash = _hasher.ComputeHash(block, out int headerSize);
        header.Size = (ulong)RlpWriter.ListSize(headerSize + transactions + RlpWriter.ListSize(0) + withdrawals);
    }
}
