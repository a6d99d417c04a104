using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>What the transactions of a block say about their block; the block's own fields may come after them.</summary>
internal struct BlockClaims
{
    public Agreement<Hash256> Hash;
    public Agreement<ulong> Number;
    public Agreement<ulong> Timestamp;

    public readonly BlockFindings Compare(in BlockHeader header)
    {
        BlockFindings findings = BlockFindings.None;
        if (!Hash.IsAll(header.Hash)) findings |= BlockFindings.TransactionBlockHash;
        if (!Number.IsAll(header.Number)) findings |= BlockFindings.TransactionBlockNumber;
        if (!Timestamp.IsAll(header.Timestamp)) findings |= BlockFindings.BlockTimestamp;
        return findings;
    }
}
