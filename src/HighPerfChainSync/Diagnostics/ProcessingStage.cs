namespace HighPerfChainSync.Diagnostics;

/// <summary>The parts of the pipeline that compute, and whose processor time is therefore counted.</summary>
public enum ProcessingStage
{
    /// <summary>Answers of the node to records, receipts joined to their transactions, token transfers read out of logs.</summary>
    Decode,

    /// <summary>Hashes, roots, filters, rules and signatures of a block.</summary>
    Verify,

    /// <summary>Records to JSON or MessagePack.</summary>
    Encode,

    /// <summary>Handing records to the sink and committing them, as far as that is done in the call and not by the sink's own threads.</summary>
    Write,
}
