namespace HighPerfChainSync.Decoding;

/// <summary>How far the block itself filled the records, so that its receipts can be decoded again.</summary>
/// <param name="HasBlock">Whether the block has been decoded.</param>
/// <param name="ArenaLength">Bytes of the arena that are the block's.</param>
/// <param name="RollupCount">Rollup records that are the block's.</param>
/// <param name="Findings">Findings that are the block's.</param>
internal readonly record struct DecodeMark(bool HasBlock, int ArenaLength, int RollupCount, Records.BlockFindings Findings);
