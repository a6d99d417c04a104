using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.UnitTests.Sinks;

/// <summary>Small encoded blocks for sinks: block n has n modulo 3 transactions.</summary>
internal sealed class SinkBlocks : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly List<BlockData> _out = [];
    private readonly IRecordEncoder _encoder;

    public SinkBlocks(string format = JsonRecordEncoder.FormatName) => _encoder = RecordEncoders.Create(format);

    public static StreamDescription Stream { get; } = new(
        "testnet",
        new ChainIdentity(31337, HashOf(0), "test/1.0"),
        EntitySet.Block | EntitySet.Transaction,
        JsonRecordEncoder.FormatName,
        FirstBlock: 0);

    public static Hash256 HashOf(ulong number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        new UInt256(number, 0, 0, 1).WriteBigEndian(bytes);
        return new Hash256(bytes);
    }

    public static int TransactionsOf(ulong number) => (int)(number % 3);

    /// <summary>An encoded block, borrowed until <see cref="ReturnAll"/>.</summary>
    public BlockData Make(ulong number)
    {
        BlockData block = _pool.Rent("test");
        _out.Add(block);
        block.Header.Number = number;
        block.Header.Timestamp = 1_700_000_000 + number;
        block.Header.Hash = HashOf(number);
        for (int i = 0; i < TransactionsOf(number); i++)
            block.Transactions.Add() = new TransactionRecord { Index = (uint)i, Hash = HashOf((number << 8) + (ulong)i), RollupIndex = -1 };
        _encoder.Encode(block, EntitySet.Default);
        return block;
    }

    /// <summary>Returns the blocks, as the pipeline does after a commit: their memory must not be needed any more.</summary>
    public void ReturnAll()
    {
        foreach (BlockData block in _out)
            block.Return();
        _out.Clear();
    }

    /// <summary>Writes blocks and commits them.</summary>
    public async Task CommitAsync(IBlockSink sink, ulong first, int count, CancellationToken cancellationToken)
    {
        try
        {
            for (ulong i = 0; i < (ulong)count; i++)
                await sink.WriteAsync(Make(first + i), cancellationToken);
            await sink.CommitAsync(cancellationToken);
        }
        finally
        {
            ReturnAll();
        }
    }

    /// <summary>The lines that these blocks make.</summary>
    public string Lines(ulong first, ulong last, params Entity[] entities)
    {
        var text = new System.Text.StringBuilder();
        for (ulong number = first; number <= last; number++)
        {
            BlockData block = Make(number);
            foreach (EncodedRecord record in block.Encoded.Records)
            {
                if (entities.Contains(record.Entity))
                    text.Append(TextEncoding.UTF8.GetString(block.Encoded.GetSpan(in record))).Append('\n');
            }

            ReturnAll();
        }

        return text.ToString();
    }

    public void Dispose()
    {
        ReturnAll();
        _pool.Dispose();
    }
}
