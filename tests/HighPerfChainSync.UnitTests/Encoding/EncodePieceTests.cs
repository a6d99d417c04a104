using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>A block that is encoded in pieces has the same records as one that is encoded whole.</summary>
public sealed class EncodePieceTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public EncodePieceTests()
    {
        _block = _pool.Rent("test");
        SampleBlocks.FillFull(_block);
        for (int i = 0; i < 40; i++)
        {
            TransactionRecord transaction = _block.Transactions[0];
            transaction.Index = (uint)i + 1;
            _block.Transactions.Add() = transaction;
            LogRecord log = _block.Logs[0];
            log.LogIndex = (uint)i + 100;
            _block.Logs.Add() = log;
        }
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData("json", 1)]
    [InlineData("json", 3000)]
    [InlineData("json", 20_000)]
    [InlineData("messagepack", 1)]
    [InlineData("messagepack", 3000)]
    [InlineData("messagepack", 20_000)]
    public void Pieces_put_together_are_the_whole(string format, int maxBytes)
    {
        IRecordEncoder encoder = RecordEncoders.Create(format);
        encoder.Encode(_block, EntitySet.Default);
        List<(Entity Entity, int Index, string Bytes)> whole = Records();
        int[] counts = Counts();
        long bytes = _block.Encoded.WrittenBytes;
        int largest = whole.Max(static record => record.Bytes.Length / 2);

        var pieces = new List<(Entity Entity, int Index, string Bytes)>();
        EncodeCursor cursor = default;
        bool more;
        int number = 0;
        do
        {
            more = encoder.EncodePiece(_block, EntitySet.Default, ref cursor, maxBytes);
            Assert.InRange(_block.Encoded.TotalBytes, 1, maxBytes + largest);
            pieces.AddRange(Records());
            number++;
        }
        while (more);

        Assert.Equal(whole, pieces);
        Assert.Equal(counts, Counts());
        Assert.Equal(bytes, _block.Encoded.WrittenBytes);
        Assert.True(number > 1, "Everything fitted one piece.");
    }

    [Fact]
    public void A_block_that_fits_exactly_has_no_empty_piece_behind_it()
    {
        var encoder = new JsonRecordEncoder();
        encoder.Encode(_block, EntitySet.Transaction);
        EncodeCursor cursor = default;

        Assert.False(encoder.EncodePiece(_block, EntitySet.Transaction, ref cursor, _block.Encoded.TotalBytes));
    }

    [Fact]
    public void Rewinding_gives_the_first_piece_again_and_counts_anew()
    {
        var encoder = new JsonRecordEncoder();
        EncodeCursor cursor = default;
        Assert.True(encoder.EncodePiece(_block, EntitySet.Default, ref cursor, 3000));
        _block.Pieces = new BlockPieces(encoder, EntitySet.Default, cursor, 3000);
        List<(Entity Entity, int Index, string Bytes)> first = Records();
        _block.FirstPiece();
        Assert.Equal(first, Records());
        while (_block.NextPiece())
        {
        }

        int[] counts = Counts();
        Assert.NotEqual(first, Records());
        _block.FirstPiece();
        Assert.Equal(first, Records());
        while (_block.NextPiece())
        {
        }

        Assert.Equal(counts, Counts());
    }

    private List<(Entity Entity, int Index, string Bytes)> Records()
    {
        var records = new List<(Entity Entity, int Index, string Bytes)>();
        foreach (EncodedRecord record in _block.Encoded.Records)
            records.Add((record.Entity, record.Index, Convert.ToHexString(_block.Encoded.GetSpan(in record))));
        return records;
    }

    private int[] Counts() => [.. Enum.GetValues<Entity>().Select(_block.Encoded.CountOf)];
}
