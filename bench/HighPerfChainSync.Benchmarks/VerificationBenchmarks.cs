using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Benchmarks;

/// <summary>What each check costs; one operation is twenty blocks, times are for one.</summary>
/// <remarks>The blocks are the first twenty of the W-chain where recordings are found, else generated ones, whose signatures are of no key.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class VerificationBenchmarks
{
    private const int Blocks = 20;

    private static readonly BlockDataPool s_pool = new();
    private readonly List<BlockData> _blocks = [];
    private readonly BlockRoots _roots = new();
    private readonly BloomChecks _blooms = new();
    private readonly BlockVerdict _verdict = new();
    private readonly SenderChecks _senders = new();
    private BlockVerifier? _structure;
    private BlockVerifier? _whole;

    [GlobalSetup]
    public void Setup()
    {
        string? recordings = Corpus.FindRecordings();
        ReplayChain chain = recordings is null ? new GeneratedChain(new GeneratorOptions { Blocks = Blocks, Shape = ChainShape.Mainnet }) : WChain.Build(recordings, Blocks);
        Console.WriteLine($"// Chain: {chain.GetType().Name}; {KeccakBatch.BestWays} messages are hashed at once.");
        var decoder = new BlockDecoder(new UnknownFields());
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            BlockData block = s_pool.Rent("benchmark");
            chain.TryGetBlock(number, out ReplayAnswer? header);
            chain.TryGetReceipts(number, out ReplayAnswer? receipts);
            new BenchmarkBlock("", ToBytes(header!), ToBytes(receipts!)).Decode(decoder, block);
            _blocks.Add(block);
        }

        _structure = new BlockVerifier(new VerificationOptions { Level = VerificationLevel.Structure }, ChainProfiles.Of(chain.ChainId));
        _whole = new BlockVerifier(new VerificationOptions(), ChainProfiles.Of(chain.ChainId));
        foreach (BlockData block in _blocks)
        {
            if (!_whole.Verify(block).IsGood) throw new InvalidOperationException(_whole.Verdict.Detail);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (BlockData block in _blocks) block.Return();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public void LevelRoots()
    {
        foreach (BlockData block in _blocks) _whole!.Verify(block);
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void LevelStructure()
    {
        foreach (BlockData block in _blocks) _structure!.Verify(block);
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void TransactionHashesAndRoot()
    {
        foreach (BlockData block in _blocks)
        {
            _roots.Begin();
            _roots.AddTransactions(block, block.Transactions.Count);
            _roots.Run();
        }
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void ReceiptsRoot()
    {
        foreach (BlockData block in _blocks)
        {
            _roots.Begin();
            _roots.AddReceipts(block, block.Transactions.Count);
            _roots.Run();
        }
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void Header()
    {
        foreach (BlockData block in _blocks)
        {
            _roots.Begin();
            _roots.AddHeader(block);
            _roots.Run();
        }
    }

    /// <summary>Writing all that is hashed, without hashing it.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public void EncodingsOnly()
    {
        foreach (BlockData block in _blocks)
        {
            _roots.Begin();
            _roots.AddTransactions(block, block.Transactions.Count);
            _roots.AddReceipts(block, block.Transactions.Count);
            _roots.AddHeader(block);
        }
    }

    /// <summary>Filters as they are checked where the receipts' root holds: united and compared.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public void BloomOfGoodReceipts() => CheckBlooms(areReceiptsGood: true);

    /// <summary>Filters computed from the logs, as where the receipts' root cannot be verified.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public void BloomOfLogs() => CheckBlooms(areReceiptsGood: false);

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void Senders()
    {
        foreach (BlockData block in _blocks)
        {
            _verdict.Begin(CheckSet.Empty.With(BlockCheck.TransactionSender));
            _senders.Check(block, block.Transactions.Count, _verdict);
        }
    }

    private void CheckBlooms(bool areReceiptsGood)
    {
        foreach (BlockData block in _blocks)
        {
            _verdict.Begin(CheckSet.Empty);
            _blooms.Prepare(block, block.Transactions.Count);
            _blooms.Check(block, block.Transactions.Count, areReceiptsGood, _verdict);
        }
    }

    private static byte[] ToBytes(ReplayAnswer answer)
    {
        var bytes = new ArrayBufferWriter<byte>(answer.Length);
        answer.WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
