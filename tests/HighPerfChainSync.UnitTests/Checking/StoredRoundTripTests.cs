using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.UnitTests.Encoding;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>What is read back from records is the block that they were made of.</summary>
public sealed class StoredRoundTripTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;
    private readonly BlockData _copy;
    private readonly List<StoredFault> _faults = [];
    private readonly StoredBlock _stored;

    public StoredRoundTripTests()
    {
        _block = _pool.Rent("block");
        _copy = _pool.Rent("copy");
        _stored = new StoredBlock(_copy, _faults.Add);
    }

    public static TheoryData<string, RecordSchema, NumberForm> Forms { get; } = new(
        from format in RecordEncoders.Names
        from schema in Enum.GetValues<RecordSchema>()
        from numbers in Enum.GetValues<NumberForm>()
        select (format, schema, numbers));

    public void Dispose()
    {
        _block.Return();
        _copy.Return();
        _pool.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryRecordedBlockComesBackByteForByte(string format, RecordSchema schema, NumberForm numbers)
    {
        IRecordEncoder encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = schema, Numbers = numbers });
        int blocks = 0;
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            ChainProfile profile = ProfileOf(recorded.Name);
            if (recorded.ReceiptsPath is null || recorded.Name.StartsWith("negative/", StringComparison.Ordinal) || !TryDecode(recorded, profile)) continue;
            AssertSame(encoder, recorded.Name);
            if (schema == RecordSchema.Extended) AssertSameVerdict(profile, recorded.Name);
            blocks++;
        }

        Assert.True(blocks > 60, $"Only {blocks} blocks were compared.");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryBlockOfTheSampleChainComesBackByteForByte(string format, RecordSchema schema, NumberForm numbers)
    {
        IRecordEncoder encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = schema, Numbers = numbers });
        for (ulong number = SampleChainBlocks.First; number <= SampleChainBlocks.Last; number++)
        {
            SampleChainBlocks.Read(number, _block);
            AssertSame(encoder, $"block {number}");
            if (schema == RecordSchema.Extended) AssertSameVerdict(ChainProfiles.Generic, $"block {number}");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFieldComesBackWithAndWithoutAValue(string format, RecordSchema schema, NumberForm numbers)
    {
        IRecordEncoder encoder = RecordEncoders.Create(format, new RecordEncoderOptions { Schema = schema, Numbers = numbers });
        SampleBlocks.FillFull(_block);
        ExtendedSamples.Fill(_block);
        _block.Header.LogsBloom = _block.Arena.Append(new byte[256]);
        AssertSame(encoder, "full");
        LongestValues.Fill(_block);
        ExtendedSamples.FillLongest(_block);
        foreach (ref LogRecord log in _block.Logs.Items) log.LogIndex = log.TransactionIndex = 1;
        _block.Logs[1].LogIndex = 2;
        _block.Transactions[0].Index = 1;
        AssertSame(encoder, "longest");
        _block.Reset();
        SampleBlocks.FillBare(_block);
        AssertSame(encoder, "bare");
    }

    private void AssertSame(IRecordEncoder encoder, string where)
    {
        encoder.Encode(_block, EntitySet.Default);
        _faults.Clear();
        _stored.Begin(_block.ExtraFields);
        byte[][] written = [.. _block.Encoded.Records.ToArray().Select(record => _block.Encoded.GetSpan(in record).ToArray())];
        for (int i = 0; i < written.Length; i++) _stored.Add(written[i], _block.Header.Number, new StoredPlace("t", 0, i));
        _stored.Arrange();
        Assert.True(_faults.Count == 0, $"{where}: {_faults.FirstOrDefault()}");
        RecordList<TokenTransferRecord> transfers = _stored.Transfers;
        _copy.TokenTransfers.Truncate(0);
        for (int i = 0; i < transfers.Count; i++)
            _copy.TokenTransfers.Add() = transfers[i] with { TransactionOrdinal = _block.TokenTransfers[i].TransactionOrdinal };
        encoder.Encode(_copy, EntitySet.Default);
        Assert.Equal(written.Length, _copy.Encoded.Records.Length);
        for (int i = 0; i < written.Length; i++)
        {
            if (!written[i].AsSpan().SequenceEqual(_copy.Encoded.GetSpan(in _copy.Encoded.Records[i])))
                EncodedText.AssertSame(TextEncoding.UTF8.GetString(written[i]), TextEncoding.UTF8.GetString(_copy.Encoded.GetSpan(in _copy.Encoded.Records[i])), $"{where}, record {i}");
        }
    }

    /// <summary>What the node's block passes, its records pass; a check that needs what nodes send besides cannot be made.</summary>
    private void AssertSameVerdict(ChainProfile profile, string where)
    {
        // Whether a node sent an empty list of withdrawals or none is not stored.
        if (_block.Header.Has(HeaderFields.WithdrawalsRoot) != _block.Header.Has(HeaderFields.Withdrawals)) return;
        var verifier = new BlockVerifier(new VerificationOptions(), profile);
        BlockVerdict verdict = verifier.Verify(_block);
        const BlockFindings NotStored = BlockFindings.UnknownBlockField | BlockFindings.UnknownTransactionField | BlockFindings.UnknownReceiptField;
        if ((_block.Findings & NotStored) != 0 && !verdict.Unverifiable.Without(BlockCheck.ReceiptBloom).IsEmpty) return;
        CheckSet passed = verdict.Passed.Without(BlockCheck.ReceiptBloom);
        CheckSet failed = verdict.Failed.Without(BlockCheck.ReceiptBloom);
        verdict = verifier.Verify(_copy);
        Assert.True(passed.Except(verdict.Passed).IsEmpty, $"{where}: {passed.Except(verdict.Passed)} is no longer verified. {verdict.Detail}");
        Assert.True(verdict.Failed.Except(failed).IsEmpty, $"{where}: {verdict.Failed.Except(failed)} fails. {verdict.Detail}");
    }

    private static ChainProfile ProfileOf(string name)
    {
        string[] parts = name.Split('/');
        string folder = parts[0] == "converted" ? parts[2] : parts[0];
        return folder.StartsWith("megaeth", StringComparison.Ordinal)
            ? ChainProfiles.Find("optimism")!
            : ChainProfiles.Find(folder) ?? ChainProfiles.Find(folder.Split('-')[0]) ?? ChainProfiles.Generic;
    }

    private bool TryDecode(RecordedBlock recorded, ChainProfile profile)
    {
        var decoder = new BlockDecoder(new UnknownFields(), profile);
        try
        {
            decoder.DecodeBlock(new(File.ReadAllBytes(recorded.BlockPath)), _block);
            decoder.DecodeReceipts(new(File.ReadAllBytes(recorded.ReceiptsPath!)), _block);
            decoder.Complete(_block);
            return true;
        }
        catch (ChainSyncException)
        {
            // A recording that is malformed or incomplete on purpose.
            return false;
        }
    }
}
