using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Benchmarks.Baselines;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Benchmarks;

/// <summary>A block and its receipts from JSON to records; one operation is all blocks of the corpus.</summary>
[MemoryDiagnoser]
[MinColumn]
public class DecodeBenchmarks
{
    private const int Blocks = 4;

    private static readonly BlockDataPool s_pool = new();
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web);
    private static readonly Newtonsoft.Json.JsonSerializer s_newtonsoft = new();

    private readonly BlockDecoder _decoder = new(new UnknownFields());
    private BenchmarkBlock[] _corpus = [];
    private BlockData? _block;

    [GlobalSetup]
    public void Setup()
    {
        _corpus = [.. Corpus.Load()];
        _block = s_pool.Rent("benchmark");
        long bytes = 0;
        foreach (BenchmarkBlock block in _corpus)
            bytes += block.Block.Length + block.Receipts.Length;
        Console.WriteLine($"// Corpus: {string.Join(", ", _corpus.Select(block => block.Name))}; {bytes / _corpus.Length} bytes a block.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _block?.Return();
    }

    /// <summary>The lower limit of any decoder that is built on this reader.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public int TokeniseOnly()
    {
        int tokens = 0;
        foreach (BenchmarkBlock block in _corpus)
            tokens += Count(block.Block) + Count(block.Receipts);
        return tokens;
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public int ToRecords()
    {
        int records = 0;
        foreach (BenchmarkBlock block in _corpus)
        {
            block.Decode(_decoder, _block!);
            records += _block!.Logs.Count;
        }

        return records;
    }

    /// <summary>As answers come: in the segments that they were read into.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int SegmentsToRecords()
    {
        int records = 0;
        foreach (BenchmarkBlock block in _corpus)
        {
            block.DecodeSegments(_decoder, _block!);
            records += _block!.Logs.Count;
        }

        return records;
    }

    /// <summary>A DOM, before any hexadecimal has been read.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int ToJsonDocument()
    {
        int items = 0;
        foreach (BenchmarkBlock block in _corpus)
        {
            using JsonDocument header = JsonDocument.Parse(block.Block);
            using JsonDocument receipts = JsonDocument.Parse(block.Receipts);
            items += receipts.RootElement.GetArrayLength();
        }

        return items;
    }

    /// <summary>Classes of text, as most programs have them; no hexadecimal has been read.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int ToClasses()
    {
        int items = 0;
        foreach (BenchmarkBlock block in _corpus)
        {
            items += JsonSerializer.Deserialize<NodeBlock>(block.Block, s_web)!.Transactions!.Count;
            items += JsonSerializer.Deserialize<List<NodeReceipt>>(block.Receipts, s_web)!.Count;
        }

        return items;
    }

    /// <summary>The same classes by Newtonsoft.Json, from bytes, as they come.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int ToClassesByNewtonsoft()
    {
        int items = 0;
        foreach (BenchmarkBlock block in _corpus)
        {
            items += Newtonsoft<NodeBlock>(block.Block).Transactions!.Count;
            items += Newtonsoft<List<NodeReceipt>>(block.Receipts).Count;
        }

        return items;
    }

    private static T Newtonsoft<T>(byte[] json)
    {
        using var text = new Newtonsoft.Json.JsonTextReader(new StreamReader(new MemoryStream(json)));
        return s_newtonsoft.Deserialize<T>(text)!;
    }

    private static int Count(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        int tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
