using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>
/// The decoder of blocks and receipts, and the encoders behind it. Bytes in one piece and in segments come to the same; what is decoded can be
/// encoded; what is encoded can be read back.
/// </summary>
internal sealed class BlockTarget(IReadOnlyList<FuzzSeed> seeds) : IFuzzTarget
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockDecoder _decoder = new(new UnknownFields());
    private readonly IRecordEncoder _json = RecordEncoders.Create(JsonRecordEncoder.FormatName, new() { Schema = RecordSchema.Extended });
    private readonly IRecordEncoder _packed = RecordEncoders.Create(MessagePackRecordEncoder.FormatName, new() { Schema = RecordSchema.Extended, Numbers = NumberForm.String });
    private long _decoded;
    private long _refused;

    public string Name => "block";

    public IReadOnlyList<FuzzSeed> Seeds => seeds;

    public int BytesPerByte => 96;

    public string Summary => $"{_decoded} decoded, {_refused} refused";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        var blockInput = new BlockInput(input);
        BlockData block = _pool.Rent(nameof(BlockTarget));
        try
        {
            ulong outcome = Decode(in blockInput, block, isSegmented: false, input.Length);
            // What follows from the input alone can be repeated.
            if (input.Length % 4 == 0) CompareSegmented(in blockInput, block, outcome, input.Length);
            else if (input.Length % 4 == 1) DecodeOneByOne(in blockInput, block);
            return outcome;
        }
        finally
        {
            block.Return();
        }
    }

    public void Dispose() => _pool.Dispose();

    private ulong Decode(in BlockInput input, BlockData block, bool isSegmented, int seed)
    {
        try
        {
            if (isSegmented) input.DecodeSegmented(_decoder, block, seed);
            else input.Decode(_decoder, block);
        }
        catch (Exception refusal) when (refusal is ChainSyncException or JsonException)
        {
            _refused++;
            if (refusal is ChainSyncException && refusal.Message.Length > 2_000) throw new FuzzFault($"A refusal of {refusal.Message.Length} characters.");
            block.Reset();
            return Outcome.Of(refusal);
        }

        _decoded++;
        Encode(block, _packed);
        Encode(block, _json);
        return Outcome.Of((ulong)block.Findings, (ulong)block.Header.Present, (ulong)Math.Min(block.Transactions.Count, 8), (ulong)Math.Min(block.Logs.Count, 8), (ulong)Math.Min(block.TokenTransfers.Count, 4));
    }

    private void CompareSegmented(in BlockInput input, BlockData block, ulong outcome, int seed)
    {
        BlockData other = _pool.Rent(nameof(CompareSegmented));
        try
        {
            if (Decode(in input, other, isSegmented: true, seed) != outcome) throw new FuzzFault("In segments it comes to something else.");
            ReadOnlySpan<EncodedRecord> records = block.Encoded.Records;
            if (records.Length != other.Encoded.Records.Length) throw new FuzzFault("In segments it has other records.");
            for (int i = 0; i < records.Length; i++)
            {
                if (!block.Encoded.GetSpan(in records[i]).SequenceEqual(other.Encoded.GetSpan(in other.Encoded.Records[i])))
                    throw new FuzzFault($"In segments record {i} is another.");
            }
        }
        finally
        {
            other.Return();
        }
    }

    private void DecodeOneByOne(in BlockInput input, BlockData block)
    {
        try
        {
            input.DecodeOneByOne(_decoder, block);
            Encode(block, _json);
        }
        catch (Exception refusal) when (refusal is ChainSyncException or JsonException)
        {
            _refused++;
        }
    }

    private static void Encode(BlockData block, IRecordEncoder encoder)
    {
        block.Encoded.Clear();
        encoder.Encode(block, EntitySet.Default);
        if (block.Encoded.CountOf(Entity.Transaction) != block.Transactions.Count || block.Encoded.CountOf(Entity.Log) != block.Logs.Count)
            throw new FuzzFault("Not every record is encoded.");
        foreach (ref readonly EncodedRecord record in block.Encoded.Records)
        {
            if (!RecordScan.TryRead(block.Encoded.GetSpan(in record), out RecordFields fields)) throw new FuzzFault($"A record of ours cannot be read: {record}.");
            if (fields.Entity != record.Entity || fields.Number != block.Header.Number || fields.BlockHash != block.Header.Hash || fields.Id is null)
                throw new FuzzFault($"A record of ours is read as something else: {record}.");
        }
    }
}
