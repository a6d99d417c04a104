using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class WChainTests
{
    private const ulong First = 17_000_000;

    [Fact]
    public void ItsHashesAreTheOnesThatItIsDefinedBy()
    {
        ReplayChain chain = WChain.Build(SharedData.RequireChainData(), 440);
        Assert.True(chain.TryFindBlock(Hash256.Parse("0x581891e5827b8b3c489920144e8cef488c4d41c8c44573c764a0433df701c645"), out ulong number));
        Assert.Equal(17_000_019UL, number);
        Assert.True(chain.TryFindBlock(Hash256.Parse("0x8f36af05cf6d119a1bd35ecf76f09b129d52cdff09fd2fc2e1fb80c6b2bd35ed"), out number));
        Assert.Equal(17_000_439UL, number);
    }

    [Fact]
    public void ItsAnswersDecodeAndVerifyInEveryCycle() => CheckAll(WChain.Build(SharedData.RequireChainData(), 60));

    [Fact]
    public void TheAnswersOfGeneratedBlocksDecodeAndVerifyInEveryCycle() =>
        CheckAll(CycleChain.Generate(new GeneratorOptions { First = First, Blocks = 60, StartTime = 1_680_000_000, Shape = ChainShape.Small }));

    [Fact]
    public void MissingDataIsNamed()
    {
        Exception error = Assert.ThrowsAny<Exception>(() => WChain.Build(Path.GetTempPath(), 1));
        ChainSyncException inner = Assert.IsType<ChainSyncException>(error);
        Assert.Contains(".block.json", inner.Message, StringComparison.Ordinal);
    }

    private static void CheckAll(ReplayChain chain)
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var decoder = new BlockDecoder(new UnknownFields());
        var hasher = new BlockHasher();
        var failures = new List<string>();
        Hash256 parent = Hash256.Parse("0x" + new string('1', 64));
        for (ulong n = First; n < First + 60; n++)
        {
            Decode(chain, n, decoder, block);
            ref readonly BlockHeader header = ref block.Header;
            if ((block.Findings & ~BlockFindings.UnknownField) != BlockFindings.None) failures.Add($"{n}: {block.Findings}");
            if (header.Number != n || header.Timestamp != 1_680_000_000 + (12 * (n - First))) failures.Add($"{n}: place");
            if (header.ParentHash != parent) failures.Add($"{n}: parent");
            if (header.ReceiptsRoot != hasher.ComputeReceiptsRoot(block)) failures.Add($"{n}: receipts");
            CheckTransactions(chain, n, block, hasher, failures);
            int withdrawals = 0;
            if (header.Has(HeaderFields.WithdrawalsRoot) && header.WithdrawalsRoot != hasher.ComputeWithdrawalsRoot(block, out withdrawals)) failures.Add($"{n}: withdrawals");
            if (header.TransactionsRoot != hasher.HashTransactions(block, out int transactions)) failures.Add($"{n}: transactions");
            if (header.Hash != hasher.ComputeHash(block, out int headerSize)) failures.Add($"{n}: hash");
            if (header.Size != (ulong)RlpWriter.ListSize(headerSize + transactions + 1 + withdrawals)) failures.Add($"{n}: size");
            parent = header.Hash;
        }

        block.Return();
        Assert.Empty(failures);
    }

    private static void CheckTransactions(ReplayChain chain, ulong n, BlockData block, BlockHasher hasher, List<string> failures)
    {
        for (int i = 0; i < block.Transactions.Count; i++)
        {
            ref readonly TransactionRecord transaction = ref block.Transactions[i];
            if (transaction.Hash != hasher.ComputeTransactionHash(block, in transaction)) failures.Add($"{n}: transaction {i}");
            if (!chain.TryFindTransaction(in transaction.Hash, out ulong number, out int index) || (number, index) != (n, i))
                failures.Add($"{n}: transaction {i} is not found");
            if (transaction.Has(TransactionFields.ContractAddress)
                && transaction.ContractAddress != hasher.ComputeCreatedAddress(in transaction.From, transaction.Nonce))
                failures.Add($"{n}: created address of transaction {i}");
        }
    }

    private static void Decode(ReplayChain chain, ulong number, BlockDecoder decoder, BlockData block)
    {
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        Assert.Equal((answer.Length, receipts.Length), (answer.ToMemory().Length, receipts.ToMemory().Length));
        decoder.DecodeBlock(new(answer.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
