namespace HighPerfChainSync.Encoding;

/// <summary>What a record holds. Its keys are listed in docs/formats.md.</summary>
public enum RecordSchema
{
    /// <summary>The keys of <c>ethereumetl stream</c>.</summary>
    Plain = 0,

    /// <summary>These, and before <c>item_id</c> everything else that the block's hash and roots are made of.</summary>
    Extended,
}
