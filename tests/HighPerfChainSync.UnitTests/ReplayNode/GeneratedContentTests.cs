using System.CommandLine;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Commands;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.ReplayNode;

/// <summary>Blocks that hold what was asked for, and verify.</summary>
public sealed class GeneratedContentTests
{
    [Theory]
    [InlineData(ChainShape.Tiny, 1, null, null, null)]
    [InlineData(ChainShape.Tiny, 0, 0, 0, null)]
    [InlineData(ChainShape.Small, 3, 1, null, null)]
    [InlineData(ChainShape.Small, 7, 10_000, null, null)]
    [InlineData(ChainShape.Tiny, null, 25, null, 1_000_003)]
    [InlineData(ChainShape.Tiny, 3, 0, 5_000_000, null)]
    [InlineData(ChainShape.Mainnet, 1_000, 1_700, 100_001, 70_001)]
    public void BlocksHoldWhatWasAskedForAndVerify(ChainShape shape, int? transactions, int? logs, int? inputBytes, int? logDataBytes)
    {
        var chain = new GeneratedChain(new GeneratorOptions
        {
            Blocks = 3, Seed = 11, Shape = shape, Transactions = transactions, Logs = logs, InputBytes = inputBytes, LogDataBytes = logDataBytes,
        });
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var decoder = new BlockDecoder(new UnknownFields());
        var verifier = new BlockVerifier(new VerificationOptions { Level = VerificationLevel.Roots }, ChainProfiles.Of(chain.ChainId));
        for (ulong number = 0; number < 3; number++)
        {
            Decode(decoder, chain, number, block);
            BlockVerdict verdict = verifier.Verify(block);
            Assert.True(verdict.IsGood, verdict.Detail);
            Assert.True(verdict.Passed.Contains(BlockCheck.TransactionsRoot) && verdict.Passed.Contains(BlockCheck.ReceiptsRoot) && verdict.Passed.Contains(BlockCheck.BlockHash));
            Assert.Equal(transactions ?? block.Transactions.Count, block.Transactions.Count);
            Assert.Equal(logs ?? block.Logs.Count, block.Logs.Count);
            Assert.Equal(inputBytes ?? InputBytes(block), InputBytes(block));
            Assert.Equal(logDataBytes ?? LogDataBytes(block), LogDataBytes(block));
        }

        block.Return();
    }

    [Fact]
    public void ContentIsSpreadEvenly()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        new BlockGenerator(new GeneratorOptions { Transactions = 4, Logs = 10, InputBytes = 42, LogDataBytes = 31 }).Generate(block, 0, default);
        Assert.Equal([3, 3, 2, 2], block.Transactions.Items.ToArray().Select(static transaction => transaction.LogCount));
        Assert.Equal([0, 3, 6, 8], block.Transactions.Items.ToArray().Select(static transaction => transaction.LogStart));
        Assert.Equal([11, 11, 10, 10], block.Transactions.Items.ToArray().Select(static transaction => transaction.Input.Length));
        Assert.Equal([4, 3, 3, 3, 3, 3, 3, 3, 3, 3], block.Logs.Items.ToArray().Select(static log => log.Data.Length));
        block.Return();
    }

    [Fact]
    public void WhatIsNotAskedForStaysAsItWas()
    {
        // What a block holds takes nothing from the random numbers of the header, so it has the same miner and state.
        using var pool = new BlockDataPool();
        BlockData plain = pool.Rent("test");
        BlockData full = pool.Rent("test");
        new BlockGenerator(new GeneratorOptions { Seed = 2 }).Generate(plain, 5, default);
        new BlockGenerator(new GeneratorOptions { Seed = 2, Transactions = 9 }).Generate(full, 5, default);
        Assert.Equal(plain.Header.StateRoot, full.Header.StateRoot);
        Assert.NotEqual(plain.Header.Hash, full.Header.Hash);
        plain.Return();
        full.Return();
    }

    [Theory]
    [InlineData(10_001, null, null, null)]
    [InlineData(-1, null, null, null)]
    [InlineData(1, 100_001, null, null)]
    [InlineData(1, null, (16 << 20) + 1, null)]
    [InlineData(1, 1, null, (16 << 20) + 1)]
    [InlineData(0, 1, null, null)]
    [InlineData(0, null, 1, null)]
    [InlineData(1, null, null, 1)]
    [InlineData(1, 0, null, 1)]
    public void WhatCannotBeIsRefused(int? transactions, int? logs, int? inputBytes, int? logDataBytes) =>
        Assert.ThrowsAny<ArgumentException>(() => new GeneratedChain(new GeneratorOptions
        {
            Transactions = transactions, Logs = logs, InputBytes = inputBytes, LogDataBytes = logDataBytes,
        }));

    [Theory]
    [InlineData("serve --chain generated --logs -1", "--logs -1: a whole number from 0 to 100,000 is needed.")]
    [InlineData("serve --chain generated --transactions 10001", "--transactions 10001: a whole number from 0 to 10,000 is needed.")]
    [InlineData("generate --out x --input-bytes many", "--input-bytes many: a whole number from 0 to 16,777,216 is needed.")]
    [InlineData("serve --transactions 1", "--transactions is for a generated chain: add --chain generated.")]
    [InlineData("bench --chain generated --transactions 0 --logs 1", "Logs need a transaction")]
    [InlineData("generate --out x --transactions 0 --input-bytes 1", "Input needs a transaction")]
    [InlineData("generate --out x --log-data-bytes 1", "Log data needs logs")]
    public void TheCommandLineSaysWhatIsWrong(string arguments, string expected) =>
        Assert.Contains(RootCommands.Create().Parse(arguments).Errors, error => error.Message.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("serve --chain generated --shape Tiny --transactions 1")]
    [InlineData("serve --chain generated --logs 10000 --log-data-bytes 4000000")]
    [InlineData("generate --out x --transactions 20 --input-bytes 5000000")]
    public void TheCommandLineTakesWhatCanBe(string arguments) => Assert.Empty(RootCommands.Create().Parse(arguments).Errors);

    private static int InputBytes(BlockData block)
    {
        int bytes = 0;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items) bytes += transaction.Input.Length;
        return bytes;
    }

    private static int LogDataBytes(BlockData block)
    {
        int bytes = 0;
        foreach (ref readonly LogRecord log in block.Logs.Items) bytes += log.Data.Length;
        return bytes;
    }

    private static void Decode(BlockDecoder decoder, ReplayChain chain, ulong number, BlockData block)
    {
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? header));
        Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        block.Reset();
        decoder.DecodeBlock(new(header.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
