using HighPerfChainSync.Buffers;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.UnitTests.Encoding;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>Whatever the bytes of a record are, reading it ends in a record or in a reason, and leaves the block as it was.</summary>
public sealed class StoredRecordFuzzTests : IDisposable
{
    private const int Rounds = 4_000;

    private readonly BlockDataPool _pool = new();
    private readonly RecordList<TokenTransferRecord> _transfers = new();
    private readonly BlockData _block;
    private readonly BlockData _data;

    public StoredRecordFuzzTests()
    {
        _block = _pool.Rent("test");
        _data = _pool.Rent("fuzz");
    }

    public void Dispose()
    {
        _block.Return();
        _data.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData("json", 1)]
    [InlineData("json", 2)]
    [InlineData("messagepack", 3)]
    [InlineData("messagepack", 4)]
    public void DamageEndsInAReason(string format, int seed)
    {
        SampleBlocks.FillFull(_block);
        ExtendedSamples.Fill(_block);
        RecordEncoders.Create(format, new RecordEncoderOptions { Schema = RecordSchema.Extended, Numbers = (NumberForm)(seed % 2) }).Encode(_block, EntitySet.Default);
        byte[][] records = [.. _block.Encoded.Records.ToArray().Select(record => _block.Encoded.GetSpan(in record).ToArray())];
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(records[random.Next(records.Length)], random);
            if (!TryRead(damaged)) refused++;
        }

        Assert.True(refused > Rounds / 2, $"{refused} of {Rounds} were refused.");
    }

    [Fact]
    public void AnyBytesEndInAReason()
    {
        var random = new Random(5);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            if (bytes.Length > 0 && round % 2 == 0) bytes[0] = (byte)(round % 4 == 0 ? 0x8C : '{');
            Assert.False(TryRead(bytes));
        }
    }

    [Theory]
    [InlineData("DF FF FF FF FF A4 74 79 70 65 A5 62 6C 6F 63 6B")]
    [InlineData("82 A4 74 79 70 65 A3 6C 6F 67 A9 6C 6F 67 5F 69 6E 64 65 78 DD FF FF FF FF")]
    [InlineData("81 A4 74 79 70 65 DB FF FF FF FF")]
    public void APromiseOfMoreThanThereIsTakesNoMemory(string hex)
    {
        byte[] record = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(TryRead(record));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private bool TryRead(byte[] record)
    {
        _data.Reset();
        _data.ExtraFields = _block.ExtraFields;
        _transfers.Clear(0);
        bool isRead = StoredRecordReader.TryRead(record, _data, _transfers, hasBlock: false, out _, out _, out string why);
        Assert.Equal(isRead, why.Length == 0);
        if (!isRead) Assert.Equal(0, _data.Transactions.Count + _data.Logs.Count + _transfers.Count);
        return isRead;
    }

    private static byte[] Damage(byte[] record, Random random)
    {
        List<byte> bytes = [.. record];
        for (int i = random.Next(3); i >= 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.Insert(at, (byte)"{}[]\",:\\0x\u0091\u00C0"[random.Next(12)]); break;
            }
        }

        return [.. bytes];
    }
}
