using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Encoding;

/// <summary>Encoding a block allocates nothing once its memory has grown.</summary>
public sealed class EncoderAllocationTests : IDisposable
{
    private const int Transactions = 200;
    private const int LogsEach = 3;
    private const int Rounds = 50;

    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public EncoderAllocationTests()
    {
        _block = _pool.Rent("test");
        Fill(_block);
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(JsonRecordEncoder.FormatName, RecordSchema.Plain, NumberForm.Number)]
    [InlineData(JsonRecordEncoder.FormatName, RecordSchema.Extended, NumberForm.String)]
    [InlineData(MessagePackRecordEncoder.FormatName, RecordSchema.Plain, NumberForm.Number)]
    [InlineData(MessagePackRecordEncoder.FormatName, RecordSchema.Extended, NumberForm.String)]
    public void ABlockIsEncodedWithoutAllocating(string format, RecordSchema schema, NumberForm numbers)
    {
        IRecordEncoder encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = schema, Numbers = numbers });
        for (int i = 0; i < Rounds; i++)
            encoder.Encode(_block, EntitySet.Default);
        Assert.Equal(1 + Transactions + (Transactions * LogsEach * 2), _block.Encoded.Records.Length);

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < Rounds; i++)
                encoder.Encode(_block, EntitySet.Default);
        }));
    }

    /// <summary>Every kind of value: wide numbers, fractions, absent fields, lists, long data.</summary>
    private static void Fill(BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        header.Present = (HeaderFields)uint.MaxValue;
        header.Number = 18_000_000;
        header.Timestamp = 1_700_000_000;
        header.TotalDifficulty = UInt256.MaxValue;
        header.LogsBloom = block.Arena.Append(new byte[256]);
        block.Withdrawals.Add().Amount = ulong.MaxValue;
        for (int i = 0; i < Transactions; i++)
        {
            ref TransactionRecord transaction = ref block.Transactions.Add();
            transaction.Present = i % 2 == 0 ? TransactionFields.None : (TransactionFields)ulong.MaxValue;
            transaction.Index = (uint)i;
            transaction.Value = UInt256.MaxValue;
            transaction.Input = block.Arena.Append(new byte[i == 0 ? 100_000 : i]);
            transaction.BlobVersionedHashes = block.Arena.Append(new byte[64]);
            transaction.RollupIndex = i;
            transaction.AccessListStart = i;
            transaction.AccessListCount = transaction.AuthorizationCount = 1;
            transaction.AuthorizationStart = i;
            block.AccessList.Add().StorageKeys = block.Arena.Append(new byte[64]);
            block.Authorizations.Add().R = UInt256.MaxValue;
            block.Rollup.Add() = new RollupRecord { Present = (RollupFields)uint.MaxValue, L1FeeScalar = block.Arena.Append("0.684"u8) };
            for (int j = 0; j < LogsEach; j++)
            {
                ref LogRecord log = ref block.Logs.Add();
                log.TransactionOrdinal = i;
                log.TopicCount = (byte)(j + 1);
                log.Data = block.Arena.Append(new byte[32 * j]);
                block.TokenTransfers.Add() = new TokenTransferRecord { TransactionOrdinal = i, Value = new UInt256(0, 1) };
            }
        }
    }
}
