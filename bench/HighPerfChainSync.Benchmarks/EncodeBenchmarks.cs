using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Benchmarks.Baselines;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Benchmarks;

/// <summary>All records of a block, as they go on the wire; one operation is all blocks of the corpus.</summary>
[MemoryDiagnoser]
[MinColumn]
public class EncodeBenchmarks
{
    private const int Blocks = 4;

    private static readonly BlockDataPool s_pool = new();
    private readonly List<BlockData> _blocks = [];
    private readonly List<byte[]> _encoded = [];
    private readonly JsonRecordEncoder _json = new();
    private readonly MessagePackRecordEncoder _messagePack = new();
    private readonly Rows _rows = new();
    private byte[] _destination = [];

    [GlobalSetup]
    public void Setup()
    {
        var decoder = new BlockDecoder(new UnknownFields());
        long records = 0;
        foreach (BenchmarkBlock source in Corpus.Load())
        {
            BlockData block = s_pool.Rent("benchmark");
            source.Decode(decoder, block);
            _blocks.Add(block);
            _json.Encode(block, EntitySet.Default);
            records += block.Encoded.Records.Length;
            foreach (ref readonly EncodedRecord record in block.Encoded.Records) _rows.Add(block.Encoded, in record);
            _encoded.Add(new byte[block.Encoded.TotalBytes]);
            _destination = new byte[Math.Max(_destination.Length, _encoded[^1].Length)];
        }

        Console.WriteLine($"// {records / Blocks} records and {_encoded.Sum(bytes => (long)bytes.Length) / Blocks} bytes of JSON a block.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (BlockData block in _blocks)
            block.Return();
    }

    /// <summary>The lower limit: copying as many bytes as the JSON has.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public int CopyOnly()
    {
        foreach (byte[] encoded in _encoded)
            encoded.CopyTo(_destination, 0);
        return _destination.Length;
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public long Json() => Encode(_json);

    [Benchmark(OperationsPerInvoke = Blocks)]
    public long MessagePack() => Encode(_messagePack);

    /// <summary>The same records as objects, which somebody has made before, by <c>System.Text.Json</c>.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public long JsonOfObjects() => _rows.ToJson();

    /// <summary>The same objects by MessagePack's own serializer.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public long MessagePackOfObjects() => _rows.ToMessagePack();

    private long Encode(IRecordEncoder encoder)
    {
        long bytes = 0;
        foreach (BlockData block in _blocks)
        {
            encoder.Encode(block, EntitySet.Default);
            bytes += block.Encoded.TotalBytes;
        }

        return bytes;
    }
}
