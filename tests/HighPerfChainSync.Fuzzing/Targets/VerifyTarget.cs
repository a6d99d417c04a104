using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>
/// Verification, on inputs that are made of blocks that verify: it never throws, and a changed block that passes every check that the original
/// passed is written to Kafka as the original is, but for the fields that nothing protects.
/// </summary>
internal sealed class VerifyTarget : IFuzzTarget
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockDecoder _decoder = new(new UnknownFields());
    private readonly IRecordEncoder _encoder = RecordEncoders.Create(JsonRecordEncoder.FormatName, new() { Schema = RecordSchema.Extended });
    private readonly BlockVerifier _verifier = new(new VerificationOptions(), ChainProfiles.Generic);
    private readonly Dictionary<Hash256, VerifiedBlock> _originals = [];
    private readonly List<FuzzSeed> _seeds = [];
    private long _undecodable;
    private long _rejected;
    private long _unverifiable;
    private long _same;

    /// <summary>Takes the blocks that verify.</summary>
    public VerifyTarget(IReadOnlyList<FuzzSeed> blocks)
    {
        foreach (FuzzSeed seed in blocks)
        {
            BlockData block = _pool.Rent(nameof(VerifyTarget));
            if (TryDecode(seed.Bytes, block, out _) && _verifier.Verify(block) is { IsGood: true } verdict && verdict.Passed.Contains(BlockCheck.BlockHash))
            {
                _encoder.Encode(block, EntitySet.Default);
                _originals[block.Header.Hash] = new VerifiedBlock(block, verdict.Passed);
                _seeds.Add(seed);
            }

            block.Return();
        }
    }

    public string Name => "verify";

    public IReadOnlyList<FuzzSeed> Seeds => _seeds;

    public int BytesPerByte => 96;

    public string Summary => $"{_undecodable} refused by the decoder, {_rejected} rejected, {_unverifiable} not verifiable in some respect, {_same} verified and the same";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        BlockData block = _pool.Rent(nameof(VerifyTarget));
        try
        {
            if (!TryDecode(input, block, out ulong outcome))
            {
                _undecodable++;
                return outcome;
            }

            BlockVerdict verdict = _verifier.Verify(block);
            if (!verdict.IsGood) _rejected++;
            else Judge(block, verdict);
            return Outcome.Of((ulong)verdict.Failed.GetHashCode(), (ulong)verdict.Unverifiable.GetHashCode());
        }
        finally
        {
            block.Return();
        }
    }

    public void Dispose() => _pool.Dispose();

    private void Judge(BlockData block, BlockVerdict verdict)
    {
        bool isKnown = _originals.TryGetValue(block.Header.Hash, out VerifiedBlock? original);
        if (!isKnown && verdict.Passed.Contains(BlockCheck.BlockHash)) throw new FuzzFault($"A block that nobody made verifies: {block.Header.Hash}.");
        if (!isKnown || !original!.Passed.Except(verdict.Passed).IsEmpty)
        {
            _unverifiable++;
            return;
        }

        _encoder.Encode(block, EntitySet.Default);
        if (original.FindDifference(block.Encoded) is { } difference) throw new FuzzFault($"Verified although it was changed: {difference}");
        _same++;
    }

    private bool TryDecode(ReadOnlyMemory<byte> input, BlockData block, out ulong outcome)
    {
        try
        {
            new BlockInput(input).Decode(_decoder, block);
            outcome = 0;
            return true;
        }
        catch (Exception refusal) when (refusal is ChainSyncException or JsonException)
        {
            outcome = Outcome.Of(refusal);
            return false;
        }
    }
}
